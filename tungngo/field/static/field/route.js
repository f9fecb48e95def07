// Which screen is shown, kept in the address after the #, so that the phone's back button always goes one
// screen back and never out of the app by surprise. Each entry of the history knows how deep it lies.

let depth = history.state?.depth ?? 0;
let listDepth = history.state?.listDepth ?? 0;
const watchers = new Set();
const scrolledTo = new Map();

export const here = () => (location.hash.startsWith("#/") ? location.hash.slice(1) : "/");

function tell() {
  const path = here();
  if (path === "/") listDepth = depth;
  const state = history.state;
  if (state?.depth !== depth || state?.listDepth !== listDepth) history.replaceState({ depth, listDepth }, "");
  watchers.forEach((show) => show(path));
}

function remember() {
  scrolledTo.set(lastPath, scrollY);
}

let lastPath = here();
history.scrollRestoration = "manual";
addEventListener("scroll", () => scrolledTo.set(here(), scrollY), { passive: true });
addEventListener("popstate", (event) => {
  // A tapped link arrives here without a state of its own: it is one deeper.
  depth = event.state?.depth ?? depth + 1;
  listDepth = event.state?.listDepth ?? listDepth;
  lastPath = here();
  tell();
});

/** Call `show(path)` at each change. */
export function watchRoute(show) {
  watchers.add(show);
  tell();
  return () => watchers.delete(show);
}

/** Go to a screen; `instead` of the one shown now. */
export function go(path, { instead = false } = {}) {
  remember();
  if (!instead) depth += 1;
  history[instead ? "replaceState" : "pushState"]({ depth, listDepth }, "", `/field/#${path}`);
  lastPath = path;
  scrolledTo.set(path, path === "/" ? scrolledTo.get(path) : 0);
  tell();
}

/** One screen back, or to the list when the app was opened right here. */
export const back = () => (depth > 0 ? history.back() : go("/", { instead: true }));

/** Back to the list of doors, leaving nothing half done behind it. */
export function backToList() {
  if (depth > listDepth) history.go(listDepth - depth);
  else go("/", { instead: true });
}

/** Where the reader was on this screen before, in pixels. */
export const scrollOf = (path) => scrolledTo.get(path) || 0;
