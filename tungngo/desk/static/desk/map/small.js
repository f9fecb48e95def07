// The small map of a board: the shapes of the big one, in the shades the board's table gives. Without it
// the figures beside it say the same.
const DOT = 4; // pixels
const drawing = document.getElementById("small-map");
const far = document.getElementById("small-map-far");

function element(name, attributes) {
  const made = document.createElementNS(drawing.namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// The page's shades once more, as large on the screen as those of the legend.
function patterns(unit) {
  const made = element("defs", {});
  for (const one of document.querySelectorAll(".map-patterns pattern")) {
    const copy = one.cloneNode(true);
    copy.id = `small-${one.id}`;
    copy.setAttribute("patternTransform", `scale(${unit})`);
    made.append(copy);
  }
  return made;
}

function draw(found) {
  const [left, top, width, height] = found.near;
  const box = drawing.getBoundingClientRect();
  const unit = Math.max(width / box.width, height / box.height) || 1;
  drawing.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
  drawing.prepend(patterns(unit));
  const places = new Map(found.areas.map((area) => [area.code, area]));
  for (const slot of drawing.querySelectorAll("[data-code]")) {
    const area = places.get(slot.dataset.code);
    if (!area) continue;
    const fill = `url(#small-shade-${slot.dataset.shade})`;
    const [x, y] = area.at;
    slot.append(
      area.path
        ? element("path", { d: area.path, fill })
        : element("circle", { cx: x, cy: y, r: DOT * unit, fill }),
    );
  }
  const names = found.areas.filter((area) => found.far.includes(area.code)).map((area) => area.name);
  if (!names.length) return;
  far.append(names.join(", "));
  far.hidden = false;
}

fetch(drawing.dataset.shapes)
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
  .then(draw)
  .catch(() => drawing.closest(".small-map").classList.add("is-missing"));
