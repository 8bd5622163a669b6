/** What was run. */
function run() {
  const rounds = data.rows.filter(r => r.type === "round"), end = data.rows.find(r => r.type === "run"), last = rounds[rounds.length - 1];
  document.title = data.name + " · XDC run";
  at("name").textContent = data.name;
  at("lead").textContent = [(data.facts.Method || "").toUpperCase(), data.facts.Preset ? "preset " + data.facts.Preset : null, last ? `round ${last.round} of ${last.rounds}` : null, end ? duration(end.seconds) : "not finished"].filter(t => t).join(" · ");
  const figure = (value, name) => at("figures").append(el("div", {class: "figure"}, el("b", {}, value), el("span", {}, name)));
  if (last) figure(last.clips.toLocaleString("en"), "clips a round");
  if (end) figure(duration(end.seconds), "for the run");
  if (last) for (const c of last.clusterings) {
    if (Number.isFinite(c.nmiPrevious)) figure(number(c.nmiPrevious), `NMI of ${c.source} clusters with the round before`);
    if (Number.isFinite(c.nmiLabels)) figure(number(c.nmiLabels), `NMI of ${c.source} clusters with the labels`);
  }
  if (last && Number.isFinite(last.crossModalAmi)) figure(number(last.crossModalAmi), Number.isFinite(last.labelInformation) && last.labelInformation <= 0 ? "cross-modal AMI, no sign of learning as label information is not above 0" : "cross-modal AMI");
  for (const r of rounds) for (const text of r.warnings || []) at("warnings").append(el("p", {class: "warning"}, el("b", {}, "Round " + r.round), text));
  at("facts").append(pairs(data.facts));
  if (end) at("time").append(phases(end));
  const more = (title, hint, content) => at("more").append(el("details", {}, el("summary", {}, title, el("small", {}, hint)), content));
  if (data.command) more("Repeat this run", "the command", el("pre", {}, data.command));
  if (data.settings) more("All settings", "run.yaml", el("pre", {tabindex: 0}, data.settings));
  if (Object.keys(data.versions).length) more("Versions and machine", "", pairs(data.versions));
  const notes = rounds.flatMap(r => (r.notes || []).map(text => [r.round, text]));
  if (notes.length) more("Notes", String(notes.length), el("div", {}, ...notes.map(([round, text]) => el("p", {class: "note"}, `Round ${round}: ${text}`))));
  if (data.refused.length) {
    const sum = data.refused.reduce((a, r) => a + r.count, 0);
    more("Files left out", String(sum), el("div", {}, ...data.refused.map(r => el("div", {}, el("h3", {}, `${r.count} · ${r.reason}`), ...r.files.map(f => el("p", {class: "note"}, f)), r.count > r.files.length ? el("p", {class: "note"}, `and ${r.count - r.files.length} more`) : null))));
  } else if (items) more("Files left out", "none", el("p", {class: "note"}, "Every file listed could be used."));
}

/** The first layers. */
function filters() {
  at("filters").hidden = !data.filters.length;
  at("layers").append(...data.filters.map(f => el("figure", {class: "layer"},
    el("figcaption", {}, el("h3", {}, f.title), el("p", {class: "note"}, f.note)),
    el("img", {src: f.source, width: f.width, height: f.height, alt: f.title + ". " + f.note}))));
}

const pairs = all => el("dl", {}, ...Object.entries(all).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));

function phases(end) {
  const all = Object.entries(end.phases || {}).map(([name, time]) => [data.phases[name] || name, time.seconds]);
  all.push(["other", end.otherSeconds || 0]);
  all.sort((a, b) => b[1] - a[1]);
  const most = Math.max(...all.map(a => a[1]), 1e-9), sum = all.reduce((a, b) => a + b[1], 0) || 1;
  return el("table", {}, el("caption", {}, "Time by phase"), el("tbody", {}, ...all.filter(a => a[1] > 0).map(([name, seconds]) => {
    const bar = el("i", {});
    bar.style.width = 100 * seconds / most + "%";
    return el("tr", {}, el("th", {scope: "row"}, name), el("td", {class: "meter"}, bar), el("td", {class: "number"}, duration(seconds)), el("td", {class: "number"}, percent(seconds / sum)));
  })));
}

/** Clusters. */
const state = {view: 0, sort: "size", group: "nearest", text: ""};
let waiting = [], cards = new Map();

function clusters() {
  if (!views.length) {
    at("clusters").hidden = at("map").hidden = true;
    return;
  }
  if (!items.labels && state.sort === "purity") state.sort = "size";
  const view = views[state.view];
  at("origin").textContent = `${view.origin[0].toUpperCase()}${view.origin.slice(1)}. K\u00a0=\u00a0${view.k}, ${view.clusters.filter(c => c.size).length} clusters hold ${unit(view)}.` + (view.hash ? "" : " These clusters cannot be named: only those a model keeps can.");
  const pressed = (values, field, titles) => el("span", {class: "choice"}, ...values.map((value, i) => el("button", {type: "button", "data-choice": field + value, "aria-pressed": String(state[field] === value), onclick: () => {
    state[field] = value;
    clusters();
    at("tools").querySelector(`[data-choice="${field}${value}"]`).focus(); // the tools are made anew
  }}, titles[i])));
  const sorts = el("select", {onchange: event => { state.sort = event.target.value; list(); }}, ...["size", "tightness", items.labels ? "purity" : null, "number"].filter(s => s).map(s => el("option", {value: s, selected: s === state.sort}, s)));
  const search = el("input", {type: "search", value: state.text, placeholder: "name, label or number", oninput: event => { state.text = event.target.value; list(); }});
  const file = el("input", {type: "file", accept: ".csv,text/csv", hidden: true, onchange: async event => {
    const chosen = event.target.files[0];
    if (chosen) { const said = takeNames(views, await chosen.text()); clusters(); at("status").textContent = said; }
  }});
  const named = views.some(v => v.hash);
  at("tools").replaceChildren(
    field("Clusters of", pressed(views.map((_, i) => i), "view", views.map(v => v.title))),
    tiles ? field("Members shown", pressed(["nearest", "random", "farthest"], "group", ["Nearest", "Random", "Farthest"])) : "",
    el("label", {}, "Sort by", sorts),
    el("label", {}, "Find", search),
    named ? el("div", {class: "push"}, file, el("button", {type: "button", onclick: () => file.click()}, "Import names"), el("button", {type: "button", onclick: save}, "Export names.csv")) : "");
  list();
  draw();
}


function save() {
  const link = el("a", {href: URL.createObjectURL(new Blob([namesCsv(views)], {type: "text/csv"})), download: "names.csv"});
  link.click();
  at("status").textContent = "names.csv is for xdc clusters --names: " + views.map(v => Object.keys(v.names).length + " " + v.source).join(", ") + " clusters named.";
}

function list() {
  cards = new Map();
  at("cards").replaceChildren();
  waiting = views[state.view].sorted(state.sort, state.text);
  at("status").textContent = waiting.length ? "" : "No cluster matches.";
  more(12);
}

/** Makes the next cards: they appear as the page is scrolled. */
function more(count) {
  for (const cluster of waiting.splice(0, count)) {
    const made = card(views[state.view], cluster);
    cards.set(cluster.number, made);
    at("cards").append(made);
  }
}
new IntersectionObserver(seen => { if (seen.some(s => s.isIntersecting)) more(12); }, {rootMargin: "800px"}).observe(at("end"));

function card(view, cluster) {
  const c = cluster.number;
  const name = view.hash ? el("input", {type: "text", value: view.names[c] || "", placeholder: "Name", "aria-label": `Name of ${view.source} cluster ${c}`, oninput: event => view.name(c, event.target.value.trim()), onchange: tools}) : null;
  const facts = [`${cluster.size.toLocaleString("en")} ${unit(view)}`, Number.isFinite(cluster.spread) ? "mean distance " + number(cluster.spread) : null, Number.isFinite(cluster.purity) ? "purity " + percent(cluster.purity) : null].filter(t => t).join(" · ");
  const match = cluster.match;
  return el("article", {class: "card", id: `${view.source}-${c}`, tabindex: -1},
    el("div", {class: "head"}, el("h3", {}, `${view.title} ${c}`), name),
    el("p", {class: "note"}, facts),
    cluster.labels.length ? el("div", {class: "labels"}, ...cluster.labels.map(l => el("span", {title: l.name}, `${l.name} ${percent(l.share)}`))) : null,
    tiles ? strip(view, cluster) : null,
    el("div", {class: "foot"},
      el("button", {type: "button", class: "link", onclick: () => all(view, cluster)}, `All ${unit(view)}`),
      view.plane ? el("button", {type: "button", class: "link", onclick: () => { shownOnly({cluster: c}); at("map").scrollIntoView(); }}, "On the map") : null,
      match ? el("button", {type: "button", class: "link", onclick: () => show(match.view, match.cluster)}, `Shares ${match.shared} of ${cluster.size} with ${called(match.view, match.cluster)}`) : null));
}

function strip(view, cluster) {
  const shown = cluster.shown[state.group].length ? cluster.shown[state.group] : cluster.shown.random;
  const members = shown.map(tile => ({view, video: tiles.video[tile], clip: tiles.clip[tile]}));
  return gallery(members, i => play(members, i));
}

/** Goes to a cluster, of whichever view. */
function show(view, c) {
  state.view = view.number; state.text = "";
  clusters();
  while (waiting.length && !cards.has(c)) more(24);
  const found = cards.get(c);
  document.querySelectorAll(".found").forEach(f => f.classList.remove("found"));
  if (found) { found.classList.add("found"); found.scrollIntoView({block: "center"}); found.focus({preventScroll: true}); }
}

/** Lists all members, nearest first. */
function all(view, cluster) {
  const members = [...cluster.members].sort((a, b) => view.distance[a] - view.distance[b]).map(item => one(view, item));
  listing(called(view, cluster.number) + `: ${members.length.toLocaleString("en")} ${unit(view)}, nearest first`, members);
}
