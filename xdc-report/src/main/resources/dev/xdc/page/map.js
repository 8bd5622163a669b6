/** The map: items in the plane in which their features vary most. */
const map = {colour: "cluster", zoom: 1, x: 0.5, y: 0.5, canvas: null, hover: null, grid: null, dark: matchMedia("(prefers-color-scheme: dark)")};

const hue = n => `hsl(${(n * 137.508 + 195) % 360} ${map.dark.matches ? "55% 62%" : "52% 45%"})`;

function draw() {
  const view = views[state.view];
  at("map").hidden = !view.plane;
  if (!view.plane) return;
  if (state.only !== null && !view.clusters[state.only]) state.only = null;
  map.hover = el("div", {class: "hover", hidden: true});
  map.canvas = el("canvas", {role: "img", "aria-label": `${view.cluster.length} items placed by their ${view.source} features`, onpointermove: point, onpointerleave: () => { map.hover.hidden = true; }, onclick: choose});
  const zoom = factor => { map.zoom = Math.max(1, Math.min(60, map.zoom * factor)); paint(); };
  const colours = items.labels ? el("label", {}, "Colour by", el("select", {onchange: event => { map.colour = event.target.value; paint(); }}, ...["cluster", "label"].map(c => el("option", {value: c, selected: c === map.colour}, c)))) : "";
  const only = el("label", {}, "Clusters", el("select", {onchange: event => { state.only = event.target.value === "" ? null : Number(event.target.value); paint(); }}, el("option", {value: ""}, "all"), ...view.clusters.filter(c => c.size).map(c => el("option", {value: c.number, selected: state.only === c.number}, called(view, c.number)))));
  at("plane").replaceChildren(
    el("p", {class: "note"}, `Each point is ${view.per > 1 ? "a clip" : "a video"}, placed by the two principal components of its ${view.source} features. Click a point to play it; drag to move.`),
    el("div", {class: "tools"}, colours, only, field("Zoom", el("span", {class: "choice"},
      el("button", {type: "button", "aria-label": "Zoom out", onclick: () => zoom(1 / 1.6)}, "−"), el("button", {type: "button", "aria-label": "Zoom in", onclick: () => zoom(1.6)}, "+"),
      el("button", {type: "button", onclick: () => { map.zoom = 1; map.x = map.y = 0.5; paint(); }}, "Reset")))),
    el("div", {class: "canvas"}, map.canvas, map.hover));
  drag();
  requestAnimationFrame(paint);
}

/** Returns where item i is on the canvas, in CSS pixels. */
function spot(view, i) {
  const side = (Math.min(map.width, map.height) - 24) * map.zoom;
  return [map.width / 2 + (view.plane[2 * i] / 9999 - map.x) * side, map.height / 2 - (view.plane[2 * i + 1] / 9999 - map.y) * side];
}

function paint() {
  const view = views[state.view], canvas = map.canvas, scale = devicePixelRatio || 1;
  map.width = canvas.clientWidth;
  map.height = canvas.clientHeight;
  canvas.width = map.width * scale;
  canvas.height = map.height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const size = view.cluster.length > 20000 ? 2 : view.cluster.length > 2000 ? 3 : 5;
  map.grid = new Map();
  const byColour = new Map();
  for (let i = 0; i < view.cluster.length; i++) {
    const c = view.cluster[i];
    if (c < 0 || view.plane[2 * i] < 0 || (state.only !== null && c !== state.only)) continue;
    const key = map.colour === "label" && items.labels ? items.labels[Math.floor(i / view.per)] : c;
    if (!byColour.has(key)) byColour.set(key, []);
    byColour.get(key).push(i);
  }
  pen.globalAlpha = 0.75;
  for (const [key, members] of byColour) {
    pen.fillStyle = hue(key);
    for (const i of members) {
      const [x, y] = spot(view, i);
      if (x < 0 || y < 0 || x > map.width || y > map.height) continue;
      pen.fillRect(x - size / 2, y - size / 2, size, size);
      const place = (x >> 4) + ":" + (y >> 4);
      if (!map.grid.has(place)) map.grid.set(place, []);
      map.grid.get(place).push(i);
    }
  }
}

/** Returns the item under the pointer, or -1. */
function under(event) {
  const view = views[state.view];
  let best = -1, least = 12 * 12;
  for (let a = -1; a < 2; a++) for (let b = -1; b < 2; b++) {
    for (const i of map.grid.get(((event.offsetX >> 4) + a) + ":" + ((event.offsetY >> 4) + b)) || []) {
      const [x, y] = spot(view, i), far = (x - event.offsetX) ** 2 + (y - event.offsetY) ** 2;
      if (far < least) { least = far; best = i; }
    }
  }
  return best;
}

function point(event) {
  const view = views[state.view], i = map.grid ? under(event) : -1;
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
  if (i >= 0) play([one(views[state.view], i)], 0);
}

function drag() {
  let from = null;
  map.canvas.addEventListener("pointerdown", event => { from = [event.offsetX, event.offsetY, map.x, map.y]; map.moved = false; map.canvas.setPointerCapture(event.pointerId); });
  map.canvas.addEventListener("pointerup", () => { from = null; });
  map.canvas.addEventListener("pointermove", event => {
    if (!from || Math.hypot(event.offsetX - from[0], event.offsetY - from[1]) < 4) return;
    const side = (Math.min(map.canvas.clientWidth, map.canvas.clientHeight) - 24) * map.zoom;
    map.x = from[2] - (event.offsetX - from[0]) / side;
    map.y = from[3] + (event.offsetY - from[1]) / side;
    map.moved = true;
    requestAnimationFrame(paint);
  });
}

addEventListener("resize", () => { if (map.canvas && !at("map").hidden) paint(); });
map.dark.addEventListener("change", () => { if (map.canvas && !at("map").hidden) paint(); });

run();
at("charts").append(...charts(data.rows));
clusters();
document.querySelectorAll("nav a").forEach(link => { link.hidden = document.querySelector(link.getAttribute("href")).hidden; });
document.documentElement.dataset.ready = "true";
