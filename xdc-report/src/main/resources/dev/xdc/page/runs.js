/** Builds the page that compares runs. */
const data = JSON.parse(at("data").textContent);
const runs = data.runs.map((r, i) => {
  const rounds = r.rows.filter(row => row.type === "round"), epochs = r.rows.filter(row => row.type === "epoch"), counts = {};
  epochs.forEach(row => { row.x = counts[row.stream] = (counts[row.stream] || 0) + 1; });
  return {...r, style: "c" + i % 8, rounds, epochs, end: r.rows.find(row => row.type === "run"), last: rounds[rounds.length - 1]};
});
const distinct = values => [...new Set(values)];
const streams = distinct(runs.flatMap(r => r.epochs.map(e => e.stream)));
const sources = distinct(runs.flatMap(r => r.rounds.flatMap(round => round.clusterings.map(c => c.source))));
const clustered = (round, source) => round ? round.clusterings.find(c => c.source === source) : undefined;

/** Makes the table of what was run and what came of it, a column for each run. */
function comparison() {
  const rows = [];
  const row = (name, value, numeric) => {
    const cells = runs.map((r, i) => value(r, i));
    if (cells.some(c => c !== null && c !== undefined && c !== "")) rows.push(el("tr", {}, el("th", {scope: "row"}, name), ...cells.map(c => el("td", {class: numeric ? "number" : null}, c === null || c === undefined || c === "" ? "–" : c))));
  };
  const heading = text => rows.push(el("tr", {class: "heading"}, el("th", {colspan: runs.length + 1, scope: "colgroup"}, text)));
  const figure = (name, value, write = v => v.toFixed(3)) => row(name, r => { const v = value(r); return Number.isFinite(v) ? write(v) : null; }, true);
  heading("What was run");
  for (const name of ["Method", "Preset", "Data", "Videos", "Clusters, K", "Seed"]) row(name, r => r.facts[name]);
  row("Rounds", r => r.last ? `${r.last.round} of ${r.last.rounds}` : null, true);
  row("Time", r => r.end ? duration(r.end.seconds) : "not finished", true);
  heading("What came of it");
  for (const s of streams) {
    const last = r => r.epochs.filter(e => e.stream === s).pop() || {};
    figure(`Loss, ${s}`, r => last(r).loss);
    figure(`Loss on held-out clips, ${s}`, r => last(r).validationLoss);
  }
  for (const s of sources) figure(`NMI with the round before, ${s}`, r => (clustered(r.last, s) || {}).nmiPrevious);
  for (const s of sources) figure(`NMI with the labels, ${s}`, r => (clustered(r.last, s) || {}).nmiLabels);
  figure("Cross-modal AMI", r => r.last && r.last.crossModalAmi);
  figure("What held-out clips tell of labels, nats", r => r.last && r.last.labelInformation);
  figure("Warnings", r => r.rounds.reduce((sum, round) => sum + (round.warnings || []).length, 0), String);
  const settings = Object.entries(data.differing);
  if (settings.length) heading("Settings that differ");
  for (const [name, values] of settings) row(name, (r, i) => values[i]);
  const head = el("tr", {}, el("td", {}), ...runs.map(r => el("th", {scope: "col"}, el("i", {class: "key " + r.style}), r.name)));
  return el("div", {class: "wide", tabindex: 0, role: "region", "aria-label": "Table of the runs"}, el("table", {class: "side runs"}, el("thead", {}, head), el("tbody", {}, ...rows)));
}

/** Returns a chart of each figure with a curve for each run. */
function curves() {
  const ofEpochs = (stream, field) => runs.map(r => ({name: r.name, style: r.style, points: r.epochs.filter(e => e.stream === stream).map(e => [e.x, e[field]])}));
  const ofRounds = value => runs.map(r => ({name: r.name, style: r.style, points: r.rounds.map(round => [round.round, value(round)])}));
  const ofClusters = (source, value) => ofRounds(round => { const c = clustered(round, source); return c ? value(c, round) : NaN; });
  const chances = stream => distinct(runs.flatMap(r => r.rounds.flatMap(round => round.streams.filter(s => s.stream === stream).map(s => s.chanceLoss))).filter(Number.isFinite));
  const each = (all, made) => all.flatMap(made);
  return [
    ...each(streams, s => [
      chart(`Loss, ${s}`, "epoch", ofEpochs(s, "loss"), {references: chances(s).map((y, _, ys) => ({y, name: ys.length > 1 ? `ln ${Math.round(Math.exp(y))}` : "guessing, ln K"}))}),
      chart(`Loss on held-out clips, ${s}`, "epoch", ofEpochs(s, "validationLoss")),
      chart(`${sources.length ? "Pseudo-label" : "Label"} accuracy, ${s}`, "epoch", ofEpochs(s, "accuracy"), {least: 0, write: percent})]),
    ...each(sources, s => [
      chart(`NMI with the round before, ${s}`, "round", ofClusters(s, c => c.nmiPrevious), {least: 0, most: 1}),
      chart(`NMI with the labels, ${s}`, "round", ofClusters(s, c => c.nmiLabels), {least: 0, most: 1}),
      chart(`Effective number of clusters, ${s}`, "round", ofClusters(s, c => Math.exp(c.entropy)), {least: 0}),
      chart(`Largest cluster, ${s}, share of clips`, "round", ofClusters(s, (c, round) => c.largest / Math.max(1, round.clips)), {least: 0, write: percent})]),
    chart("Cross-modal AMI", "round", ofRounds(r => r.crossModalAmi), {least: 0}),
    chart("What held-out clips tell of labels, nats", "round", ofRounds(r => r.labelInformation))
  ].filter(figure => figure);
}

at("name").textContent = runs.map(r => r.name).join(" · ");
document.title = runs.map(r => r.name).join(", ") + " · XDC runs";
at("lead").textContent = `${runs.length} runs side by side`;
at("table").append(comparison());
for (const r of runs) for (const round of r.rounds) for (const text of round.warnings || []) at("warnings").append(el("p", {class: "warning"}, el("b", {}, `${r.name}, round ${round.round}`), text));
at("charts").append(...curves());
evaluation(data.evaluations);
document.querySelectorAll("nav a").forEach(link => { link.hidden = document.querySelector(link.getAttribute("href")).hidden; });
document.documentElement.dataset.ready = "true";
performance.mark("ready");
