/** Fills the section of evaluations from the files that were given; hides it without any. */
function evaluation(files) {
  at("evaluation").hidden = !files.length;
  const scores = files.filter(f => f.kind === "SCORES").flatMap(f => (f.result.results || [f.result]).map(r => ({...r, name: f.name})));
  const of = kind => files.filter(f => f.kind === kind);
  at("results").append(...[
    scores.length ? scoreTable(scores) : null,
    fewLabels(scores, of("SUITE")),
    ...of("SUITE").map(suiteTable),
    ...of("COMPARISON").map(comparisonTable),
    ...of("SWEEP").map(sweepTable),
    byClass(scores.filter(r => r.perClass))
  ].filter(e => e));
}

const share = value => Number.isFinite(value) ? (100 * value).toFixed(1) : "–";

/** Makes a table that scrolls by itself where the window is narrow. Cells are text or elements. */
function table(title, head, rows, note) {
  const cells = row => row.map((cell, i) => el(i ? "td" : "th", {scope: i ? null : "row", class: cell && cell.numeric ? "number" : null}, cell && cell.numeric ? cell.numeric : cell ?? "–"));
  return el("div", {class: "block"}, el("h3", {}, title),
    el("div", {class: "wide", tabindex: 0, role: "region", "aria-label": title},
      el("table", {class: "side"}, el("thead", {}, el("tr", {}, ...head.map((h, i) => el("th", {scope: "col", class: i && h.endsWith("%") ? "number" : null}, h)))),
        el("tbody", {}, ...rows.map(row => el("tr", {}, ...cells(row)))))),
    note ? el("p", {class: "note"}, note) : null);
}

const numeric = text => ({numeric: text});

function meter(value) {
  const bar = el("i", {});
  bar.style.width = 100 * Math.max(0, Math.min(1, value || 0)) + "%";
  return el("span", {class: "meter"}, bar);
}

function scoreTable(scores) {
  const labels = scores.some(r => r.labelsPerClass !== undefined);
  return table("Accuracy", ["Result", "Encoder", "", "Top-1, %", "Clips, %", "Top-5, %", "Test videos", ...(labels ? ["Labels a class"] : [])],
    scores.map(r => [r.name, r.modality, meter(r.top1), numeric(share(r.top1)), numeric(share(r.clipTop1)), numeric(share(r.top5)), numeric(r.videos.toLocaleString("en")),
      ...(labels ? [r.labelsPerClass === undefined ? "–" : r.labelsPerClass === 0 ? "all" : String(r.labelsPerClass)] : [])]),
    [...new Set(scores.flatMap(r => r.warnings || []))].join(" "));
}

/** Draws accuracy by the number of labels, where a result is known for more than one. */
function fewLabels(scores, suites) {
  const curves = new Map();
  const add = (name, labels, value) => {
    if (!curves.has(name)) curves.set(name, new Map());
    curves.get(name).set(labels, value);
  };
  for (const r of scores) if (r.labelsPerClass !== undefined) add(r.modality, r.labelsPerClass || Infinity, r.top1);
  for (const f of suites) for (const row of f.result.rows.filter(row => row.protocol === "few-labels")) {
    for (const [name, score] of Object.entries(row.scores)) {
      if (/^(\d+|all)$/.test(name)) add(`${f.name}, ${row.encoder}`, name === "all" ? Infinity : Number(name), score.mean);
    }
  }
  const drawn = [...curves].filter(([, points]) => points.size > 1);
  const places = [...new Set(drawn.flatMap(([, points]) => [...points.keys()]))].sort((a, b) => a - b);
  const text = i => places[i] === Infinity ? "all" : String(places[i] ?? "");
  const made = chart("Accuracy by the number of labels", "labels of each class", drawn.map(([name, points], i) => ({name, style: "c" + i % 8, points: [...points].sort((a, b) => a[0] - b[0]).map(([labels, value]) => [places.indexOf(labels), value])})),
    {write: percent, tick: text, place: i => `${text(i)} labels of each class`});
  return made ? el("div", {class: "charts block"}, made) : null;
}

const spread = (score, write = share) => score.count > 1 && Number.isFinite(score.deviation) ? `${write(score.mean)} ± ${write(score.deviation)}` : write(score.mean);

function suiteTable(file) {
  const all = file.result.rows.filter(row => row.protocol !== "few-labels");
  if (!all.length) return null;
  const rows = all.map(row => {
    const [first, ...others] = Object.entries(row.scores);
    return [row.protocol, row.encoder, numeric(spread(first[1])), others.map(([name, score]) => `${name} ${spread(score)}`).join(", ") || "–", (row.paper || []).join("; ") || "–"];
  });
  return table(`${file.result.suite}: ${file.result.kind}`, ["Protocol", "Encoder", "Score, %", "Other scores, %", "The paper"], rows,
    `Means over ${file.result.splits.join(", ")}` + (file.result.runs > 1 ? ` and ${file.result.runs} runs` : "") + `. From ${file.name}.json.`);
}

function comparisonTable(file) {
  const rows = file.result.rows.map(row => [row.method, row.modality, row.protocol, meter(row.mean), numeric(Number.isFinite(row.sd) ? `${share(row.mean)} ± ${share(row.sd)}` : share(row.mean)), numeric(share(row.clipMean)), numeric(String(row.seeds))]);
  return table(`Methods: ${file.name}`, ["Method", "Encoder", "Protocol", "", "Top-1, %", "Clips, %", "Seeds"], rows);
}

function sweepTable(file) {
  const rows = file.result.rows.map(row => [row.setting, numeric(number(row.labelInformation)), numeric(number(row.crossModalAmi)), numeric(share(row.videoProbe)), numeric(share(row.audioProbe)), numeric(String(row.seeds))]);
  return table(`Settings: ${file.name}`, ["Setting", "Label information, nats", "Cross-modal AMI", "Video probe, %", "Audio probe, %", "Seeds"], rows);
}
