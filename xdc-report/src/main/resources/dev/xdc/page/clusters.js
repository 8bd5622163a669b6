/** A clustering with what is known of its clusters. */
class View {
  constructor(data, number) {
    Object.assign(this, data.views[number]);
    this.number = number;
    this.title = this.source[0].toUpperCase() + this.source.slice(1);
    const labels = data.items.labels;
    this.clusters = Array.from({length: this.k}, (_, c) => ({number: c, members: [], sum: 0, known: 0, counts: new Map(), shown: this.shown[c]}));
    this.cluster.forEach((c, item) => {
      if (c < 0) return;
      const one = this.clusters[c];
      one.members.push(item);
      if (this.distance[item] >= 0) { one.sum += this.distance[item]; one.known++; }
      if (labels) {
        const label = labels[Math.floor(item / this.per)];
        one.counts.set(label, (one.counts.get(label) || 0) + 1);
      }
    });
    for (const one of this.clusters) {
      one.size = one.members.length;
      one.spread = one.known ? this.far(one.sum / one.known) : NaN;
      one.labels = [...one.counts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([label, count]) => ({name: data.items.classes[label], share: count / one.size}));
      one.purity = one.labels.length ? one.labels[0].share : NaN;
    }
    this.key = this.hash ? "xdc-names-" + this.hash : null;
    this.names = this.kept();
  }

  /** Returns a distance from its steps. */
  far(steps) { return steps / 9999 * this.farthest; }

  /** Returns the names that this browser keeps. */
  kept() {
    try { return JSON.parse(localStorage.getItem(this.key)) || {}; } catch { return {}; }
  }

  name(cluster, text) {
    if (text) this.names[cluster] = text; else delete this.names[cluster];
    try { localStorage.setItem(this.key, JSON.stringify(this.names)); } catch { /* kept on the page only */ }
  }

  /** Finds for each cluster the one of another view that shares most members. */
  match(other) {
    if (!other || other.per !== this.per) return;
    const counts = this.clusters.map(() => new Map());
    this.cluster.forEach((c, item) => {
      const o = other.cluster[item];
      if (c >= 0 && o >= 0) counts[c].set(o, (counts[c].get(o) || 0) + 1);
    });
    this.clusters.forEach((one, c) => {
      const best = [...counts[c]].sort((a, b) => b[1] - a[1])[0];
      one.match = best ? {view: other, cluster: best[0], shared: best[1]} : null;
    });
  }

  /** Returns the clusters with members whose name, labels or number hold a text. */
  sorted(by, text) {
    const order = {size: (a, b) => b.size - a.size, tightness: (a, b) => a.spread - b.spread, purity: (a, b) => b.purity - a.purity, number: (a, b) => a.number - b.number}[by];
    const wanted = text.trim().toLowerCase();
    return this.clusters
      .filter(c => c.size && (!wanted || [String(c.number), this.names[c.number] || "", ...c.labels.map(l => l.name)].some(t => t.toLowerCase().includes(wanted))))
      .sort((a, b) => order(a, b) || b.size - a.size || a.number - b.number);
  }
}

/** Returns a cell as CSV. */
const cell = text => /[",\r\n]|^\s|\s$/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;

/** Returns the names as the CSV file that xdc clusters --names reads. */
function namesCsv(views) {
  const lines = ["clustering,modality,cluster,name,size"];
  for (const view of views.filter(v => v.hash)) {
    for (const c of view.sorted("size", "")) lines.push([view.hash, view.source, c.number, cell(view.names[c.number] || ""), c.size].join(","));
  }
  return lines.join("\n") + "\n";
}

/** Reads CSV with quotes into rows of cells. */
function parseCsv(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const row = rows[rows.length - 1], c = text[i];
    if (quoted) {
      if (c !== '"') row[row.length - 1] += c;
      else if (text[i + 1] === '"') { row[row.length - 1] += c; i++; }
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") row.push("");
    else if (c === "\n") rows.push([""]);
    else if (c !== "\r") row[row.length - 1] += c;
  }
  return rows.filter(row => row.length > 1 || row[0]);
}

/** Takes names from a CSV file; returns what came of it in words. */
function takeNames(views, text) {
  const [header, ...rows] = parseCsv(text.replace(/^\uFEFF/, ""));
  const at = ["clustering", "modality", "cluster", "name"].map(name => (header || []).map(h => h.trim()).indexOf(name));
  if (at.some(i => i < 0)) return "No names taken: the file needs the columns clustering, modality, cluster and name.";
  let taken = 0, others = 0;
  for (const row of rows) {
    const [hash, modality, cluster, name] = at.map(i => (row[i] || "").trim());
    if (!name) continue;
    const view = views.find(v => v.hash === hash && v.source === modality.toLowerCase());
    if (view && view.clusters[cluster]) { view.name(Number(cluster), name); taken++; } else others++;
  }
  return `${taken} ${taken === 1 ? "name" : "names"} taken` + (others ? `; left out, of another clustering: ${others}.` : ".");
}
