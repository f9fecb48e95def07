// Suggestions under the search box for areas. Without this script the form finds as well.
const form = document.querySelector("form.find");
const input = form?.querySelector("input");
const PAUSE = 150; // milliseconds of quiet before asking
let list = null;
let areas = [];
let at = -1;
let timer = 0;
let asked = 0;

function close() {
  list?.remove();
  list = null;
  at = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function show(found) {
  close();
  areas = found;
  if (!areas.length) return;
  list = document.createElement("ul");
  list.id = "find-list";
  list.className = "find-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.placeholder);
  areas.forEach((area, place) => {
    const row = document.createElement("li");
    row.id = `find-${place}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.append(element("b", area.name));
    const more = [area.where, area.formerly].filter(Boolean).join(" · ");
    if (more) row.append(element("span", more));
    // Pressing the mouse takes the focus from the box, which would close the list before the click.
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", () => location.assign(area.url));
    list.append(row);
  });
  form.append(list);
  input.setAttribute("aria-expanded", "true");
}

function mark(place) {
  list.children[at]?.setAttribute("aria-selected", "false");
  at = (place + areas.length) % areas.length;
  const row = list.children[at];
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", row.id);
}

async function ask() {
  const words = input.value.trim();
  const mine = ++asked;
  if (words.length < 2) return close();
  try {
    const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`);
    if (!answer.ok) return;
    const found = (await answer.json()).areas;
    if (mine === asked && document.activeElement === input) show(found);
  } catch {
    close(); // no network: pressing Enter still asks the server
  }
}

if (input) {
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", "find-list");
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (!list) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) location.assign(areas[at].url);
    else return;
    event.preventDefault();
  });
}
