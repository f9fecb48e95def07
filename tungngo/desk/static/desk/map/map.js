// The map of an area. What it shows of each part stands in the list beside it; where the part lies comes from
// the server once for each version of the boundaries. Leaflet moves and zooms what is drawn here.
const SVG = "http://www.w3.org/2000/svg";
const LETTER = 12; // pixels
const DOT = 8; // pixels
const PRINTED = 680; // pixels that the map is wide on paper
const frame = document.getElementById("map");
const note = document.getElementById("map-note");
const rows = new Map(
  [...document.querySelectorAll(".map-list tr[data-code]")].map((row) => [row.dataset.code, row]),
);
const drawn = new Map(); // code → its link on the map

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const fill = (row) => `url(#map-shade-${row.dataset.shade})`;
const address = (row) => row.querySelector("a").href;

function outline(area, row) {
  const look = { fill: fill(row) };
  if (area.path) return element("path", { d: area.path, ...look });
  return element("circle", { cx: area.at[0], cy: area.at[1], ...look });
}

function link(area, row) {
  const made = element("a", { class: "area", href: address(row), tabindex: "-1", draggable: "false" });
  made.dataset.shade = row.dataset.shade;
  made.dataset.code = area.code;
  made.append(outline(area, row));
  drawn.set(area.code, made);
  return made;
}

function name(words, [x, y], kind = "") {
  const made = element("text", { x, y, class: kind });
  made.textContent = words;
  return made;
}

// The page's shades once more, to be scaled with the drawing; those of the legend stay as they are.
function patterns() {
  const made = element("defs", {});
  for (const one of document.querySelectorAll(".map-patterns pattern")) {
    const copy = one.cloneNode(true);
    copy.id = `map-${one.id}`;
    made.append(copy);
  }
  return made;
}

function drawing(map) {
  // The list beside it says the same, and can be walked with the keyboard.
  const svg = element("svg", { viewBox: map.frame.join(" "), "aria-hidden": "true" });
  const names = element("g", {});
  svg.append(patterns());
  // The list begins with the worst: these are drawn over others, and named before them.
  const places = new Map(map.areas.map((area) => [area.code, area]));
  const listed = [...rows.keys()].filter((code) => places.has(code));
  svg.append(...[...listed].reverse().map((code) => link(places.get(code), rows.get(code))));
  for (const code of listed) {
    const area = places.get(code);
    const words = name(area.name, area.at);
    // A point has its name below it, an area inside when there is room.
    if (area.path) words.dataset.room = area.room;
    else words.setAttribute("dy", "1.5em");
    names.append(words);
  }
  for (const far of map.names) names.append(name(far.name, far.at, "far-name"));
  svg.append(names);
  return svg;
}

// Names that would lie over another name or a dot are left out.
function nameWhatHasRoom(svg, unit) {
  const taken = [...svg.querySelectorAll(".area circle")].map((dot) =>
    box(dot.cx.baseVal.value, dot.cy.baseVal.value, DOT * unit, DOT * unit),
  );
  for (const words of svg.querySelectorAll("text")) {
    const half = words.textContent.length * LETTER * 0.29 * unit;
    const below = words.hasAttribute("dy") ? 1.5 * LETTER * unit : 0;
    const x = Number(words.getAttribute("x"));
    const mine = box(x, Number(words.getAttribute("y")) + below, half, 0.6 * LETTER * unit);
    const fits = 2 * half <= Number(words.dataset.room ?? Infinity);
    const free = fits && !taken.some((other) => meet(mine, other));
    words.style.display = free ? "" : "none";
    if (free) taken.push(mine);
  }
}

function box(x, y, across, down) {
  return { left: x - across, right: x + across, top: y - down, bottom: y + down };
}

function meet(one, other) {
  const apart = one.right < other.left || other.right < one.left;
  return !apart && one.bottom > other.top && other.bottom > one.top;
}

// Letters, dots and patterns keep their size on the screen while the drawing grows.
function fit(svg, unit) {
  svg.style.setProperty("--letter", `${LETTER * unit}px`);
  svg.style.setProperty("--dot", `${DOT * unit}px`);
  nameWhatHasRoom(svg, unit);
  for (const pattern of svg.querySelectorAll("pattern")) {
    pattern.setAttribute("patternTransform", `scale(${unit})`);
  }
}

let shown = "";

function show(code) {
  if (code === shown) return;
  for (const one of [rows.get(shown), drawn.get(shown)]) one?.classList.remove("is-shown");
  shown = code;
  const row = rows.get(code);
  note.hidden = !row;
  if (!row) return;
  row.classList.add("is-shown");
  drawn.get(code)?.classList.add("is-shown");
  drawn.get(code)?.parentNode.insertBefore(drawn.get(code), drawn.get(code).parentNode.lastChild);
  const said = [...row.cells].map((cell, place) => {
    const part = document.createElement(place ? "span" : "strong");
    const kept = place ? cell.cloneNode(true).childNodes : [row.querySelector("a").textContent];
    part.append(...kept);
    return part;
  });
  note.replaceChildren(...said);
}

function listen(map, svg) {
  const codeOf = (event) => event.target.closest?.("[data-code]")?.dataset.code ?? "";
  let touched = false;
  let moved = false;
  let before = "";
  map.on("dragstart", () => (moved = true));
  svg.addEventListener("pointerdown", (event) => {
    touched = event.pointerType !== "mouse";
    moved = false;
    before = shown;
  });
  svg.addEventListener("pointerover", (event) => event.pointerType === "mouse" && show(codeOf(event)));
  // A finger looks first: the second tap opens.
  svg.addEventListener("click", (event) => {
    const code = codeOf(event);
    if (moved || (touched && before !== code)) event.preventDefault();
    show(code);
  });
  svg.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && show(""));
  for (const [code, row] of rows) {
    row.addEventListener("pointerenter", () => show(code));
    row.addEventListener("focusin", () => show(code));
  }
}

// Islands far outside what is shown first have a small frame each, below the map.
function setApart(map) {
  const aside = document.getElementById("map-far");
  for (const area of map.areas.filter((one) => map.far.includes(one.code) && rows.has(one.code))) {
    const row = rows.get(area.code);
    const made = document.createElement("a");
    made.href = address(row);
    if (area.path) {
      const small = element("svg", { viewBox: area.box.join(" "), "aria-hidden": "true" });
      const path = outline(area, row);
      path.setAttribute("fill", `url(#shade-${row.dataset.shade})`);
      small.append(path);
      made.append(small);
    }
    made.append(row.querySelector("a").textContent);
    aside.append(made);
    aside.hidden = false;
  }
}

function start(found) {
  const svg = drawing(found);
  const tiles = frame.dataset.tiles;
  const map = L.map(frame, {
    zoomSnap: 0.25,
    zoomDelta: 0.5,
    zoomControl: false,
    attributionControl: Boolean(tiles),
    scrollWheelZoom: false,
    maxBounds: L.latLngBounds(found.corners).pad(0.3),
  });
  L.control
    .zoom({ position: "topright", zoomInTitle: frame.dataset.closer, zoomOutTitle: frame.dataset.farther })
    .addTo(map);
  if (tiles) {
    frame.classList.add("has-tiles");
    map.attributionControl.setPrefix(false);
    const credit = document.createElement("span");
    credit.textContent = frame.dataset.credit;
    L.tileLayer(tiles, { attribution: credit.innerHTML, maxZoom: 19 }).addTo(map);
  }
  map.fitBounds(found.shown, { padding: [12, 12], animate: false });
  const whole = map.getZoom();
  map.setMinZoom(whole - 1).setMaxZoom(whole + 6);
  L.svgOverlay(svg, found.corners, { interactive: true }).addTo(map);
  // A single point has no size, and stands in no drawing of its own.
  const unit = () =>
    found.frame[2] / Math.max(1, map.project(found.corners[1]).x - map.project(found.corners[0]).x);
  const settle = () => {
    fit(svg, unit());
    // As long as all is in view a finger moves the page, not the map.
    map.dragging[map.getZoom() > whole + 0.1 ? "enable" : "disable"]();
  };
  map.on("zoomend", settle);
  settle();
  // The wheel scrolls the page until the map was asked for.
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  addEventListener("beforeprint", () => fit(svg, found.frame[2] / PRINTED));
  addEventListener("afterprint", settle);
  listen(map, svg);
  setApart(found);
}

fetch(frame.dataset.shapes)
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
  .then(start)
  .catch(() => {
    frame.classList.add("is-missing");
    frame.textContent = frame.dataset.trouble;
  });
