/** The map: items in the plane in which their features vary most. */
const dark = matchMedia("(prefers-color-scheme: dark)");
const map = {colour: "cluster", mode: "move", zoom: 1, x: 0.5, y: 0.5, view: null, canvas: null, hover: null, over: null, grid: null, picked: null};
const only = {cluster: null, label: null, name: null};

const hue = n => `hsl(${(n * 137.508 + 195) % 360} ${dark.matches ? "55% 62%" : "52% 45%"})`;
const plain = () => dark.matches ? "hsl(205 6% 45%)" : "hsl(205 6% 70%)";
const namesOf = view => [...new Set(Object.values(view.names))].sort();
const labelOf = (view, i) => items.labels ? items.labels[Math.floor(i / view.per)] : -1;

/** Returns whether the map shows item i. */
function isShown(view, i) {
  const c = view.cluster[i];
  return c >= 0 && view.plane[2 * i] >= 0 && (only.cluster === null || c === only.cluster)
    && (only.label === null || labelOf(view, i) === only.label) && (only.name === null || view.names[c] === only.name);
}

/** Makes the map of the chosen view anew. */
function draw() {
  const view = views[state.view];
  at("map").hidden = !view.plane;
  if (!view.plane) return;
  if (map.view !== view) { map.view = view; map.picked = null; only.cluster = only.name = null; }
  map.hover = el("div", {class: "hover", hidden: true});
  map.over = el("canvas", {class: "over", "aria-hidden": "true"});
  map.canvas = el("canvas", {role: "img", tabindex: 0, "aria-label": `Map of ${view.cluster.length} items by their ${view.source} features. Arrow keys move, plus and minus zoom.`, onpointermove: point, onpointerleave: () => { map.hover.hidden = true; }, onclick: choose, onkeydown: keyed});
  at("map-note").textContent = `Each point is ${view.per > 1 ? "a clip" : "a video"}, placed by the two principal components of its ${view.source} features. Click a point to play it${view.similar ? " and to see those most like it" : ""}; drag to move, or to draw around points with the lasso.`;
  at("plane").replaceChildren(map.canvas, map.over, map.hover);
  tools();
  drag();
  requestAnimationFrame(paint);
}

/** Shows a part of the items: of a cluster, a label or a name. */
function shownOnly(chosen) {
  Object.assign(only, {cluster: null, label: null, name: null}, chosen);
  map.picked = null;
  tools();
  paint();
}

/** Makes the map's tools: names may be new. */
function tools() {
  const view = map.view;
  if (!view || !view.plane) return;
  const names = namesOf(view);
  if (map.colour === "name" && !names.length) map.colour = "cluster";
  if (only.name !== null && !names.includes(only.name)) only.name = null;
  const select = (title, field, entries) => el("label", {}, title, el("select", {"data-filter": field, onchange: event => {
    only[field] = event.target.value === "" ? null : entries[event.target.value][0];
    map.picked = null;
    tools();
    paint();
    at("map-tools").querySelector(`[data-filter="${field}"]`).focus();
  }}, el("option", {value: ""}, "all"), ...entries.map(([value, text], i) => el("option", {value: i, selected: only[field] === value}, text))));
  const choice = (values, field, pressed) => el("span", {class: "choice"}, ...values.map(value => el("button", {type: "button", "data-choice": field + value, "aria-pressed": String(map[field] === value), onclick: () => {
    map[field] = value;
    pressed();
    at("map-tools").querySelector(`[data-choice="${field}${value}"]`).focus();
  }}, value[0].toUpperCase() + value.slice(1))));
  const colours = ["cluster", items.labels ? "label" : null, names.length ? "name" : null].filter(c => c);
  at("map-tools").replaceChildren(...[
    colours.length > 1 ? field("Colour by", choice(colours, "colour", () => { tools(); paint(); })) : null,
    select("Cluster", "cluster", view.clusters.filter(c => c.size).map(c => [c.number, called(view, c.number)])),
    items.labels ? select("Label", "label", items.classes.map((name, i) => [i, name])) : null,
    names.length ? select("Name", "name", names.map(name => [name, name])) : null,
    field("Drag to", choice(["move", "lasso"], "mode", tools)),
    field("Zoom", el("span", {class: "choice"},
      el("button", {type: "button", "aria-label": "Zoom out", onclick: () => zoom(1 / 1.6)}, "−"), el("button", {type: "button", "aria-label": "Zoom in", onclick: () => zoom(1.6)}, "+"),
      el("button", {type: "button", onclick: () => { map.zoom = 1; map.x = map.y = 0.5; paint(); }}, "Reset"))),
    el("button", {type: "button", onclick: () => pick(shownItems())}, "Select all shown")].filter(e => e));
  map.canvas.classList.toggle("lasso", map.mode === "lasso");
  selection();
}

function zoom(factor) {
  map.zoom = Math.max(1, Math.min(60, map.zoom * factor));
  paint();
}

function shownItems() {
  const found = [];
  for (let i = 0; i < map.view.cluster.length; i++) if (isShown(map.view, i)) found.push(i);
  return found;
}

const side = () => (Math.min(map.width, map.height) - 24) * map.zoom;

/** Returns where item i is on the canvas, in CSS pixels. */
function spot(view, i) {
  return [map.width / 2 + (view.plane[2 * i] / 9999 - map.x) * side(), map.height / 2 - (view.plane[2 * i + 1] / 9999 - map.y) * side()];
}

function paint() {
  const view = map.view, canvas = map.canvas, scale = devicePixelRatio || 1;
  map.width = canvas.clientWidth;
  map.height = canvas.clientHeight;
  for (const c of [canvas, map.over]) { c.width = map.width * scale; c.height = map.height * scale; }
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  map.over.getContext("2d").scale(scale, scale);
  const size = view.cluster.length > 20000 ? 2 : view.cluster.length > 2000 ? 3 : 5, names = namesOf(view);
  const byColour = new Map();
  map.grid = new Map();
  for (const i of shownItems()) {
    const c = view.cluster[i], key = map.colour === "label" && items.labels ? labelOf(view, i) : map.colour === "name" ? names.indexOf(view.names[c]) : c;
    if (!byColour.has(key)) byColour.set(key, []);
    byColour.get(key).push(i);
  }
  for (const [key, members] of [...byColour].sort((a, b) => a[0] - b[0])) {
    pen.fillStyle = key < 0 ? plain() : hue(key);
    for (const i of members) {
      const [x, y] = spot(view, i);
      if (x < 0 || y < 0 || x > map.width || y > map.height) continue;
      const large = map.picked && map.picked.has(i) ? size + 2 : size;
      pen.globalAlpha = !map.picked ? 0.75 : map.picked.has(i) ? 1 : 0.15;
      pen.fillRect(x - large / 2, y - large / 2, large, large);
      const place = (x >> 4) + ":" + (y >> 4);
      if (!map.grid.has(place)) map.grid.set(place, []);
      map.grid.get(place).push(i);
    }
  }
  legend(view, byColour, names);
}

/** Names the colours of the largest groups; pressing one shows it alone. */
function legend(view, byColour, names) {
  const groups = [...byColour].sort((a, b) => b[1].length - a[1].length), most = 14;
  const titled = key => map.colour === "cluster" ? called(view, key) : map.colour === "label" ? items.classes[key] : key < 0 ? "no name" : names[key];
  at("legend").replaceChildren(...groups.slice(0, most).map(([key, members]) => {
    const swatch = el("i", {});
    swatch.style.background = key < 0 ? plain() : hue(key);
    const chosen = map.colour === "cluster" ? {cluster: key} : map.colour === "label" ? {label: key} : {name: names[key]};
    return el("button", {type: "button", class: "swatch", disabled: key < 0, title: `Show ${titled(key)} alone`, onclick: () => shownOnly(chosen)}, swatch, el("span", {}, titled(key)), el("small", {}, members.length.toLocaleString("en")));
  }), groups.length > most ? el("span", {class: "note"}, `and ${groups.length - most} more`) : "",
  Object.values(only).some(v => v !== null) ? el("button", {type: "button", class: "link", onclick: () => shownOnly({})}, "Show all") : "");
}

/** Returns the item under the pointer, or -1. */
function under(event) {
  let best = -1, least = 12 * 12;
  for (let a = -1; a < 2; a++) for (let b = -1; b < 2; b++) {
    for (const i of map.grid.get(((event.offsetX >> 4) + a) + ":" + ((event.offsetY >> 4) + b)) || []) {
      const [x, y] = spot(map.view, i), far = (x - event.offsetX) ** 2 + (y - event.offsetY) ** 2;
      if (far < least) { least = far; best = i; }
    }
  }
  return best;
}

function point(event) {
  const view = map.view, i = map.grid && !map.path ? under(event) : -1;
  map.hover.hidden = i < 0;
  if (i < 0) return;
  const it = one(view, i), image = el("div", {class: "picture"});
  const drawn = tiles && picture(image, tileOf.get(it.video + ":" + it.clip));
  map.hover.replaceChildren(drawn ? image : "", el("div", {}, caption(it)), el("div", {class: "note"}, [called(view, view.cluster[i]), label(it.video)].filter(t => t).join(" · ")));
  const right = event.offsetX > map.canvas.clientWidth / 2;
  map.hover.style.left = right ? "" : event.offsetX + 14 + "px";
  map.hover.style.right = right ? map.canvas.clientWidth - event.offsetX + 14 + "px" : "";
  map.hover.style.top = Math.max(6, Math.min(event.offsetY - 20, map.canvas.clientHeight - 170)) + "px";
}

function choose(event) {
  const i = map.moved ? -1 : under(event);
  if (i >= 0) play([one(map.view, i)], 0);
}

function keyed(event) {
  const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key];
  if (step) { map.x += step[0] / 8 / map.zoom; map.y += step[1] / 8 / map.zoom; paint(); }
  else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.6 : 1 / 1.6);
  else return;
  event.preventDefault();
}

for (const [from, event] of [[window, "resize"], [dark, "change"]]) from.addEventListener(event, () => { if (map.canvas && !at("map").hidden) paint(); });
