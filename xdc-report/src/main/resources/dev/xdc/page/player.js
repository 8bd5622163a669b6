const data = JSON.parse(at("data").textContent);
const items = data.items, tiles = data.tiles;
const views = items ? data.views.map((_, i) => new View(data, i)) : [];
views.forEach(v => v.match(views.find(o => o !== v)));
const tileOf = new Map();
if (tiles) tiles.video.forEach((video, i) => tileOf.set(video + ":" + tiles.clip[i], i));

/** Shows a tile's picture as the background of an element of a given width. */
function picture(element, tile, width) {
  if (tile === undefined || !tiles.drawn[tile]) return false;
  const place = tile % tiles.onASheet, sheet = Math.floor(tile / tiles.onASheet);
  const rows = Math.ceil(Math.min(tiles.onASheet, tiles.video.length - sheet * tiles.onASheet) / tiles.columns);
  const x = place % tiles.columns, y = Math.floor(place / tiles.columns);
  element.style.backgroundImage = `url("thumbs/${sheet}.jpg")`;
  element.style.backgroundSize = `${100 * tiles.columns}% ${100 * rows}%`;
  element.style.backgroundPosition = `${100 * x / Math.max(1, tiles.columns - 1)}% ${rows > 1 ? 100 * y / (rows - 1) : 0}%`;
  if (width) element.style.width = width + "px";
  return true;
}

const one = (view, item) => ({view, video: Math.floor(item / view.per), clip: item % view.per});
const label = video => items.labels ? items.classes[items.labels[video]] : null;
const caption = it => items.ids[it.video] + (it.view.per > 1 ? " #" + (it.clip + 1) : "");
const unit = view => view.per > 1 ? "clips" : "videos";
const called = (view, c) => view.names[c] ? `${view.title} ${c}, ${view.names[c]}` : `${view.title} ${c}`;

/** Returns the address to play, or null if browsers do not play the file. */
function source(it) {
  const tile = tileOf.get(it.video + ":" + it.clip), media = items.media;
  if (tile !== undefined && tiles.copy[tile]) return "media/" + tiles.copy[tile];
  if (!media.playable[media.kind[it.video]]) return null;
  const rest = media.links[media.file[it.video]] || items.ids[it.video];
  const link = media.base + rest, begin = items.start ? items.start[it.video] : 0, length = items.seconds[it.video];
  if (it.view.per > 1) {
    const middle = begin + length * (it.clip + 0.5) / it.view.per;
    return `${link}#t=${Math.max(0, middle - 1.5).toFixed(2)},${(middle + 1.5).toFixed(2)}`;
  }
  return items.start ? `${link}#t=${begin},${(begin + length).toFixed(2)}` : link;
}

let queue = [], current = 0, trail = [];

/** Plays an item of a list; from within the player, Back returns to what was played before. */
function play(list, index) {
  queue = list; current = index;
  const it = list[index], address = source(it), kind = items.media.kinds[items.media.kind[it.video]];
  const stage = at("stage");
  stage.replaceChildren();
  at("player-title").textContent = caption(it);
  const where = views.map(v => v.per === it.view.per ? [v, v.cluster[it.video * v.per + it.clip]] : null).filter(w => w && w[1] >= 0).map(([v, c]) => called(v, c));
  const text = [label(it.video) === null ? null : "Label " + label(it.video), ...where, kind].filter(t => t).join(" · ");
  at("player-text").textContent = text;
  const still = reason => {
    const image = el("div", {class: "still", role: "img", "aria-label": "Picture of " + caption(it)});
    stage.replaceChildren();
    if (picture(image, tileOf.get(it.video + ":" + it.clip))) stage.append(image);
    at("player-text").textContent = text + ". " + reason;
  };
  if (address) {
    const sound = !/ (h264|vp8|vp9|av1)/.test(kind) && address.indexOf("media/") !== 0;
    stage.append(el(sound ? "audio" : "video", {src: address, controls: true, autoplay: true, onerror: () => still("This browser cannot play the file, or it is no longer where it was.")}));
  } else {
    still("Browsers do not play such files; --copy-media makes copies of those that FFmpeg can read.");
  }
  at("similar").replaceChildren(...similar(it));
  at("back").hidden = !trail.length;
  at("before").disabled = index === 0;
  at("next").disabled = index === list.length - 1;
  at("place").textContent = `${index + 1} of ${list.length}`;
  if (!at("player").open) at("player").showModal();
}

/** Returns the items most like one, by the features of each view that knows them. */
function similar(it) {
  return views.filter(v => v.similar && v.per === it.view.per).flatMap(v => {
    const members = v.similar[it.video * v.per + it.clip].map(item => one(v, item));
    if (!members.length) return [];
    return [el("h4", {}, `Most similar by ${v.source} features`), gallery(members, i => {
      trail.push([queue, current]);
      play(members, i);
      at("player-title").focus(); // the button that was pressed is gone
    })];
  });
}

/** Makes pictures to press of items. */
function gallery(members, pressed) {
  return el("div", {class: "tiles"}, ...members.map((it, i) => {
    const text = caption(it) + (items.labels ? ", label " + label(it.video) : "");
    const button = el("button", {type: "button", class: "tile", "aria-label": "Play " + text, title: text, onclick: () => pressed(i)});
    if (!picture(button, tileOf.get(it.video + ":" + it.clip))) button.append(el("span", {}, caption(it)));
    return button;
  }));
}

at("before").addEventListener("click", () => play(queue, current - 1));
at("next").addEventListener("click", () => play(queue, current + 1));
at("back").addEventListener("click", () => { play(...trail.pop()); at("player-title").focus(); });
at("player").addEventListener("close", () => { trail = []; at("stage").replaceChildren(); });
document.querySelectorAll("[data-close]").forEach(button => button.addEventListener("click", () => button.closest("dialog").close()));


/** Lists items to play, a hundred at a time. Items of a clustering have a distance. */
function listing(title, members) {
  at("list-title").textContent = title;
  at("rows").replaceChildren();
  let shown = 0;
  const next = () => {
    for (const end = Math.min(members.length, shown + 100); shown < end; shown++) {
      const it = members[shown], place = shown, steps = it.view.distance[it.video * it.view.per + it.clip];
      at("rows").append(el("li", {}, el("button", {type: "button", class: "link", onclick: () => play(members, place)}, caption(it)), " ",
        [label(it.video), steps >= 0 ? number(it.view.far(steps)) : null].filter(t => t !== null).join(" · ")));
    }
    at("more-rows").hidden = shown >= members.length;
  };
  at("more-rows").onclick = next;
  next();
  at("list").showModal();
}
