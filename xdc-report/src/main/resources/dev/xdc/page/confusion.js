/** Shows the classes of one result at a time: a bar and a row of the confusion matrix for each. */
function byClass(results) {
  if (!results.length) return null;
  const place = el("div", {}), buttons = el("span", {class: "choice"});
  const show = chosen => {
    [...buttons.children].forEach((b, i) => b.setAttribute("aria-pressed", String(i === chosen)));
    const r = results[chosen];
    place.replaceChildren(el("div", {class: "columns"}, el("div", {}, bars(r)), r.confusion ? el("div", {}, matrix(r), mistakes(r)) : el("p", {class: "note"}, "The file has no confusion counts: run the probe again.")));
  };
  const many = new Set(results.map(r => r.name)).size > 1;
  buttons.append(...results.map((r, i) => el("button", {type: "button", onclick: () => show(i)}, many ? `${r.name}, ${r.modality}` : r.modality)));
  show(0);
  return el("div", {class: "block"}, el("h3", {}, "Classes"), results.length > 1 ? el("div", {class: "tools"}, field("Result", buttons)) : null, place);
}

/** Makes the bars of the classes, best first. */
function bars(r) {
  const rows = Object.entries(r.perClass).sort((a, b) => b[1] - a[1]);
  const count = name => Object.values((r.confusion || {})[name] || {}).reduce((a, b) => a + b, 0);
  return el("table", {class: "bars"}, el("caption", {}, "Accuracy of each class" + (r.confusion ? " and its test videos" : "")), el("tbody", {}, ...rows.map(([name, value]) =>
    el("tr", {}, el("th", {scope: "row", title: name}, name), el("td", {class: "meter"}, meter(value)), el("td", {class: "number"}, percent(value)), r.confusion ? el("td", {class: "number note"}, String(count(name))) : null))));
}

/** Returns pairs of classes by how often the first was taken for the second. */
function confused(r) {
  return Object.entries(r.confusion).flatMap(([own, got]) => {
    const sum = Object.values(got).reduce((a, b) => a + b, 0);
    return Object.entries(got).filter(([other]) => other !== own).map(([other, count]) => ({own, other, count, sum}));
  }).sort((a, b) => b.count - a.count || b.count / b.sum - a.count / a.sum);
}

function mistakes(r) {
  const most = confused(r).slice(0, 8);
  return most.length ? el("table", {class: "mistakes"}, el("caption", {}, "Most frequent confusions"), el("tbody", {}, ...most.map(m =>
    el("tr", {}, el("td", {}, el("b", {}, m.own), " taken for ", el("b", {}, m.other)), el("td", {class: "number"}, `${m.count} of ${m.sum}`))))) : el("p", {class: "note"}, "No test video got a wrong class.");
}

/** Draws the matrix: rows are the true classes, columns those that were predicted. */
function matrix(r) {
  const own = Object.keys(r.confusion), names = [...new Set([...own, ...Object.values(r.confusion).flatMap(Object.keys)])];
  const number = new Map(names.map((name, i) => [name, i]));
  const lettered = names.length <= 40, counted = names.length <= 24, cell = names.length <= 12 ? 34 : lettered ? 24 : Math.max(2, 720 / names.length);
  const cut = name => name.length > 14 ? name.slice(0, 13) + "…" : name;
  const longest = Math.max(...names.map(n => cut(n).length)), edge = lettered ? 14 + 6.4 * longest : 20;
  const wide = edge + cell * names.length + (lettered ? 40 : 2), high = edge + cell * own.length + 2;
  const right = own.reduce((sum, name) => sum + (r.confusion[name][name] || 0), 0);
  const picture = svg("svg", {class: "matrix", viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "img", "aria-label": `Confusion matrix of ${names.length} classes: ${right} of ${r.videos} videos got their own class. The most frequent confusions are listed below.`});
  const readout = el("output", {class: "readout"});
  own.forEach((name, y) => {
    const sum = Object.values(r.confusion[name]).reduce((a, b) => a + b, 0), top = edge + y * cell;
    if (lettered) picture.append(svg("text", {x: edge - 7, y: top + cell / 2 + 4, "text-anchor": "end"}, cut(name), svg("title", {}, name)));
    picture.append(svg("rect", {class: "own", x: edge + number.get(name) * cell, y: top, width: cell, height: cell}));
    for (const [got, count] of Object.entries(r.confusion[name])) {
      const left = edge + number.get(got) * cell, text = `${name} taken for ${got}: ${count} of ${sum}`;
      picture.append(svg("rect", {class: got === name ? "right" : "wrong", x: left, y: top, width: cell, height: cell, "fill-opacity": (0.12 + 0.88 * count / sum).toFixed(2), onpointerenter: () => { readout.textContent = text; }}, svg("title", {}, text)));
      if (counted) picture.append(svg("text", {class: count / sum > 0.6 ? "on" : "count", x: left + cell / 2, y: top + cell / 2 + 4, "text-anchor": "middle", "pointer-events": "none"}, String(count)));
    }
  });
  if (lettered) names.forEach((name, x) => picture.append(svg("text", {transform: `translate(${edge + (x + 0.5) * cell + 3} ${edge - 7}) rotate(-60)`}, cut(name), svg("title", {}, name))));
  picture.append(svg("rect", {class: "frame", x: edge, y: edge, width: cell * names.length, height: cell * own.length}));
  return el("figure", {class: "confusion"}, el("figcaption", {}, el("span", {class: "note"}, "Rows are true classes, columns predicted ones; shade is the share of the row."), el("div", {class: "under"}, readout)),
    el("div", {class: "wide", tabindex: 0, role: "region", "aria-label": "Confusion matrix"}, picture));
}
