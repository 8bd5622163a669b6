"use strict";

const box = document.querySelector(".search");
const input = box.querySelector("input");
const list = box.querySelector("ol");

/** Counts where the words are: in the heading, the title of the page, the text. 0 if one is nowhere. */
function score(entry, words) {
  let sum = 0;
  for (const word of words) {
    const heading = entry.heading.toLowerCase().includes(word) ? 8 : 0;
    const page = entry.page.toLowerCase().includes(word) ? 4 : 0;
    const text = Math.min(3, entry.text.toLowerCase().split(word).length - 1);
    if (heading + page + text === 0) {
      return 0;
    }
    sum += heading + page + text;
  }
  return sum;
}

function excerpt(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const start = Math.max(0, at - 50);
  return (start > 0 ? "…" : "") + text.slice(start, start + 150) + (start + 150 < text.length ? "…" : "");
}

function item(entry, words) {
  const link = document.createElement("a");
  link.href = box.dataset.root + entry.url;
  link.append(entry.heading === entry.page ? entry.page : entry.page + ": " + entry.heading);
  const text = document.createElement("small");
  text.textContent = excerpt(entry.text, words[0]);
  link.append(text);
  const row = document.createElement("li");
  row.append(link);
  return row;
}

function show() {
  const words = input.value.toLowerCase().split(/\s+/).filter(word => word.length > 1);
  const found = words.length === 0 ? [] : ENTRIES
    .map(entry => ({ entry, points: score(entry, words) }))
    .filter(hit => hit.points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, 12);
  list.replaceChildren(...found.map(hit => item(hit.entry, words)));
  if (found.length === 0) {
    const none = document.createElement("li");
    none.textContent = "Nothing found; the API has a search of its own.";
    list.replaceChildren(none);
  }
  list.hidden = words.length === 0;
}

input.addEventListener("input", show);
input.addEventListener("keydown", event => {
  if (event.key === "Enter") {
    list.querySelector("a")?.click();
  }
});
document.addEventListener("click", event => {
  if (!box.contains(event.target)) {
    list.hidden = true;
  }
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    list.hidden = true;
  } else if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  }
});
const asked = new URLSearchParams(location.search).get("q");
if (asked) {
  input.value = asked;
  show();
}
