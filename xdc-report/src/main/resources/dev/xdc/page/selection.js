/** Dragging on the map: it moves the map, or draws a lasso around points. */
function drag() {
  const canvas = map.canvas;
  let from = null;
  canvas.addEventListener("pointerdown", event => {
    from = [event.offsetX, event.offsetY, map.x, map.y];
    map.moved = false;
    map.path = map.mode === "lasso" || event.shiftKey ? [[event.offsetX, event.offsetY]] : null;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", event => {
    if (!from || Math.hypot(event.offsetX - from[0], event.offsetY - from[1]) < 4 && !map.moved) return;
    map.moved = true;
    if (map.path) {
      map.path.push([event.offsetX, event.offsetY]);
      outline();
      return;
    }
    map.x = from[2] - (event.offsetX - from[0]) / side();
    map.y = from[3] + (event.offsetY - from[1]) / side();
    requestAnimationFrame(paint);
  });
  const end = () => {
    const path = map.path;
    from = map.path = null;
    if (path && map.moved) pick(shownItems().filter(i => inside(path, spot(map.view, i))));
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
}

function outline() {
  const pen = map.over.getContext("2d");
  pen.clearRect(0, 0, map.width, map.height);
  pen.beginPath();
  map.path.forEach(([x, y], i) => i ? pen.lineTo(x, y) : pen.moveTo(x, y));
  pen.closePath();
  pen.strokeStyle = getComputedStyle(map.canvas).color;
  pen.setLineDash([5, 4]);
  pen.stroke();
}

/** Returns whether a point lies in a polygon: a ray from it crosses the edge an odd number of times. */
function inside(path, [x, y]) {
  let odd = false;
  for (let i = 0, j = path.length - 1; i < path.length; j = i++) {
    const [a, b] = path[i], [c, d] = path[j];
    if (b > y !== d > y && x < (c - a) * (y - b) / (d - b) + a) odd = !odd;
  }
  return odd;
}

/** Selects items; none ends the selection. */
function pick(found) {
  map.picked = found.length ? new Set(found) : null;
  paint();
  selection();
  at("map-status").textContent = found.length ? "" : "The lasso holds no point.";
}

/** Returns the videos that are selected, each once. */
const pickedVideos = () => [...new Set([...map.picked].map(i => Math.floor(i / map.view.per)))];

/** Returns the selection as a CSV file that --data reads. */
function selectionCsv() {
  const rows = pickedVideos().map(v => items.labels ? cell(items.ids[v]) + "," + cell(label(v)) : cell(items.ids[v]));
  return [items.labels ? "path,label" : "path", ...rows].join("\n") + "\n";
}

/** Shows what can be done with the selection. */
function selection() {
  const panel = at("picked");
  panel.hidden = !map.picked;
  at("map-status").textContent = "";
  if (!map.picked) return;
  const videos = pickedVideos(), count = map.picked.size.toLocaleString("en");
  const paths = el("textarea", {readonly: true, rows: Math.min(6, videos.length), "aria-label": "Paths of the selection"});
  paths.value = videos.map(v => items.ids[v]).join("\n");
  const button = (text, pressed) => el("button", {type: "button", onclick: pressed}, text);
  panel.replaceChildren(
    el("p", {}, el("b", {}, `${count} ${map.picked.size === 1 ? unit(map.view).slice(0, -1) : unit(map.view)} selected`), ` ${summary()}`),
    el("div", {class: "actions"},
      button("List and play", () => listing(`Selection: ${count} ${unit(map.view)}`, [...map.picked].map(i => one(map.view, i)))),
      button("Copy paths", async () => {
        try { await navigator.clipboard.writeText(paths.value); } catch { paths.select(); document.execCommand("copy"); }
        at("map-status").textContent = `${videos.length.toLocaleString("en")} paths copied.`;
      }),
      button("Download selection.csv", () => {
        el("a", {href: URL.createObjectURL(new Blob([selectionCsv()], {type: "text/csv"})), download: "selection.csv"}).click();
        at("map-status").textContent = "Paths are as in the list of videos: beside that list, selection.csv is one that --data reads.";
      }),
      button("Clear", () => { map.picked = null; paint(); selection(); })),
    paths);
}

/** Says which clusters or labels most of the selection has. */
function summary() {
  const counts = new Map();
  for (const i of map.picked) {
    const key = items.labels ? items.classes[labelOf(map.view, i)] : called(map.view, map.view.cluster[i]);
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  const most = [...counts].sort((a, b) => b[1] - a[1]);
  return most.slice(0, 4).map(([name, n]) => `${name} ${percent(n / map.picked.size)}`).join(", ") + (most.length > 4 ? ", …" : "");
}
