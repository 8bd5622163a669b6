"use strict";
const SVG = "http://www.w3.org/2000/svg";
const WIDE = 380, HIGH = 190, LEFT = 46, RIGHT = 10, TOP = 12, BOTTOM = 34;

const at = id => document.getElementById(id);

/** Makes an element. Children are elements or text: no text is ever read as HTML. */
function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(1);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  return Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 3)).toString();
}

const percent = share => Number((100 * share).toFixed(share < 0.1 ? 1 : 0)) + " %";

function duration(seconds) {
  if (seconds < 60) return seconds.toFixed(seconds < 10 ? 1 : 0) + " s";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes + " min";
  return Math.floor(minutes / 60) + " h " + String(minutes % 60).padStart(2, "0") + " min";
}

/** Returns round numbers from about least to about most. */
function ticks(least, most, about) {
  const raw = (most - least) / about || 1;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
  const all = [];
  for (let i = Math.ceil(least / step - 1e-9); i * step <= most + step * 1e-9; i++) all.push(i * step);
  return all;
}

/**
 * Makes a chart. series: {name, points: [[x, y]]}; references: {y, name}; marks: {x, text}.
 * Returns null if there is nothing to draw.
 */
function chart(title, axis, series, options = {}) {
  const drawn = series.map(s => ({...s, points: s.points.filter(p => Number.isFinite(p[1]))})).filter(s => s.points.length);
  if (!drawn.length) return null;
  const xs = drawn.flatMap(s => s.points.map(p => p[0]));
  const ys = drawn.flatMap(s => s.points.map(p => p[1])).concat((options.references || []).map(r => r.y));
  const fold = (values, pick) => values.reduce((a, b) => pick(a, b));
  let x0 = fold(xs, Math.min), x1 = fold(xs, Math.max);
  if (x0 === x1) { x0 -= 0.5; x1 += 0.5; }
  let y0 = options.least ?? fold(ys, Math.min), y1 = Math.max(options.most ?? -Infinity, fold(ys, Math.max));
  y0 = Math.min(y0, fold(ys, Math.min));
  if (y0 === y1) { y0 -= Math.abs(y0) / 10 || 0.5; y1 += Math.abs(y1) / 10 || 0.5; }
  const room = (y1 - y0) * 0.06;
  if (options.least === undefined || y0 < options.least) y0 -= room;
  if (options.most === undefined) y1 += room;
  const px = x => LEFT + (x - x0) / (x1 - x0) * (WIDE - LEFT - RIGHT);
  const py = y => HIGH - BOTTOM - (y - y0) / (y1 - y0) * (HIGH - TOP - BOTTOM);
  const write = options.write || number;
  const last = drawn.map(s => s.name + " " + write(s.points[s.points.length - 1][1])).join(", ");
  const picture = svg("svg", {viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", tabindex: 0, "aria-label": `${title} by ${axis}; at the end: ${last}`});
  for (const y of ticks(y0, y1, 4)) {
    picture.append(svg("line", {class: "grid", x1: LEFT, x2: WIDE - RIGHT, y1: py(y), y2: py(y)}));
    picture.append(svg("text", {x: LEFT - 7, y: py(y) + 4, "text-anchor": "end"}, write(y)));
  }
  for (const x of ticks(x0, x1, 6).filter(x => Number.isInteger(x))) {
    picture.append(svg("text", {x: px(x), y: HIGH - BOTTOM + 15, "text-anchor": "middle"}, options.tick ? options.tick(x) : x.toString()));
  }
  picture.append(svg("line", {class: "axis", x1: LEFT, x2: WIDE - RIGHT, y1: HIGH - BOTTOM, y2: HIGH - BOTTOM}));
  picture.append(svg("text", {x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 4, "text-anchor": "middle"}, axis));
  for (const r of options.references || []) {
    picture.append(svg("line", {class: "reference", x1: LEFT, x2: WIDE - RIGHT, y1: py(r.y), y2: py(r.y)}));
    picture.append(svg("text", {x: WIDE - RIGHT, y: py(r.y) - 4, "text-anchor": "end"}, r.name));
  }
  for (const m of options.marks || []) {
    if (m.x < x0 || m.x > x1) continue;
    picture.append(svg("line", {class: "mark", x1: px(m.x), x2: px(m.x), y1: TOP, y2: HIGH - BOTTOM}, svg("title", {}, m.text)));
    picture.append(svg("text", {class: "mark-text", x: px(m.x), y: TOP - 2, "text-anchor": "middle"}, "!"));
  }
  for (const s of drawn) {
    const path = s.points.map((p, i) => (i ? "L" : "M") + px(p[0]).toFixed(1) + " " + py(p[1]).toFixed(1)).join("");
    picture.append(svg("path", {class: s.style, d: path}));
    if (s.points.length <= 24) for (const p of s.points) picture.append(svg("circle", {class: s.style, cx: px(p[0]), cy: py(p[1]), r: 3}));
  }
  const readout = el("output", {class: "readout"});
  const places = [...new Set(xs)].sort((a, b) => a - b);
  readIn(picture, readout, places, px, x => (options.place ? options.place(x) : axis + " " + x) + ": "
    + drawn.map(s => { const p = s.points.find(q => q[0] === x); return p ? s.name + " " + write(p[1]) : null; }).filter(t => t).join(", "));
  const legend = el("span", {class: "legend"}, ...(drawn.length > 1 ? drawn : []).map(s => el("span", {}, el("i", {class: s.style}), s.name)));
  return el("figure", {class: "chart"}, el("figcaption", {}, el("h3", {}, title), el("div", {class: "under"}, readout, legend)), picture);
}

/** Shows the values under the pointer, or where the arrow keys have moved to. */
function readIn(picture, readout, places, px, text) {
  const cursor = svg("line", {class: "cursor", y1: TOP, y2: HIGH - BOTTOM, visibility: "hidden"});
  picture.append(cursor);
  let at = places.length - 1;
  const show = i => {
    at = Math.max(0, Math.min(places.length - 1, i));
    cursor.setAttribute("x1", px(places[at]));
    cursor.setAttribute("x2", px(places[at]));
    cursor.setAttribute("visibility", "visible");
    readout.textContent = text(places[at]);
  };
  const hide = () => { cursor.setAttribute("visibility", "hidden"); readout.textContent = ""; };
  picture.addEventListener("pointermove", event => {
    const box = picture.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * WIDE;
    let best = 0;
    places.forEach((p, i) => { if (Math.abs(px(p) - x) < Math.abs(px(places[best]) - x)) best = i; });
    show(best);
  });
  picture.addEventListener("pointerleave", hide);
  picture.addEventListener("blur", hide);
  picture.addEventListener("keydown", event => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (step) { show(at + step); event.preventDefault(); }
  });
}

/** Returns all charts of a run's metrics. */
function charts(rows) {
  const epochs = rows.filter(r => r.type === "epoch"), rounds = rows.filter(r => r.type === "round");
  const streams = [...new Set(epochs.map(r => r.stream))], sources = [...new Set(rounds.flatMap(r => r.clusterings.map(c => c.source)))];
  const counts = {}, place = {}, ends = {};
  for (const row of epochs) {
    counts[row.stream] = (counts[row.stream] || 0) + 1;
    row.x = counts[row.stream];
    place[row.x] = `round ${row.round}, epoch ${row.epoch}`;
    ends[row.round] = Math.max(ends[row.round] || 0, row.x);
  }
  const style = i => "s" + Math.min(i, 3);
  const ofEpochs = field => streams.map((stream, i) => ({name: stream, style: style(i), points: epochs.filter(r => r.stream === stream).map(r => [r.x, r[field]])}));
  const ofClusters = value => sources.map((source, i) => ({name: source, style: style(i), points: rounds.flatMap(r => r.clusterings.filter(c => c.source === source).map(c => [r.round, value(c, r)]))}));
  const ofRounds = (name, value) => [{name, style: "s0", points: rounds.map(r => [r.round, value(r)])}];
  const chances = [...new Set(rounds.flatMap(r => r.streams.map(s => s.chanceLoss)).filter(Number.isFinite))];
  const ks = [...new Set(rounds.flatMap(r => r.clusterings.map(c => c.k)))];
  const warned = rounds.filter(r => (r.warnings || []).length).map(r => ({round: r.round, text: r.warnings.join("; ")}));
  const byEpoch = {place: x => place[x], marks: warned.map(w => ({x: ends[w.round], text: w.text}))};
  const byRound = {marks: warned.map(w => ({x: w.round, text: w.text}))};
  const validation = field => ofEpochs(field).map((s, i) => ({...s, name: s.name + ", held out", style: style(i + 2)}));
  return [
    chart("Loss", "epoch", [...ofEpochs("loss"), ...validation("validationLoss")], {...byEpoch, references: chances.map(y => ({y, name: "guessing, ln K"}))}),
    chart(sources.length ? "Pseudo-label accuracy" : "Label accuracy", "epoch", [...ofEpochs("accuracy"), ...validation("validationAccuracy")], {...byEpoch, least: 0, write: percent}),
    chart("Learning rate", "epoch", ofEpochs("learningRate"), {...byEpoch, least: 0}),
    chart("NMI with the round before", "round", ofClusters(c => c.nmiPrevious), {...byRound, least: 0, most: 1}),
    chart("NMI with the labels", "round", ofClusters(c => c.nmiLabels), {...byRound, least: 0, most: 1}),
    chart("Purity by the labels", "round", ofClusters(c => c.purityLabels), {...byRound, least: 0, most: 1, write: percent}),
    chart("AMI with the source files, 0 is chance", "round", ofClusters(c => c.amiFiles), {...byRound, least: 0}),
    chart("Cross-modal AMI", "round", ofRounds("video and audio", r => r.crossModalAmi), {...byRound, least: 0}),
    chart("What held-out clips tell of labels", "round", ofRounds("nats", r => r.labelInformation), byRound),
    chart("Effective number of clusters", "round", ofClusters(c => Math.exp(c.entropy)), {...byRound, least: 0, references: ks.map(y => ({y, name: "K"}))}),
    chart("Largest cluster, share of clips", "round", ofClusters((c, r) => c.largest / Math.max(1, r.clips)), {...byRound, least: 0, write: percent}),
    chart("Smallest cluster, clips", "round", ofClusters(c => c.smallest), {...byRound, least: 0}),
    chart("Memory, MB", "epoch", [{name: "resident", style: "s0", points: epochs.filter(r => r.memory && r.stream === streams[0]).map(r => [r.x, r.memory.residentMegabytes])}], {place: x => place[x], least: 0})
  ].filter(figure => figure);
}

const field = (title, control) => el("div", {class: "field"}, title, control);
