// Screens nobody needs in the first minute: fetched when they are opened, and kept on the phone as soon as
// the list is there, so that they open without a network too.

import { Head, html, Notice, useEffect, useState } from "./ui.js";
import { t } from "./words.js";

/** A screen whose module is still on its way, or could not be had. */
const OnItsWay = ({ failed }) => html`<${Head} title="Từng Ngõ" /><main>
  ${failed && html`<${Notice} tone="care" heading=${t("later.not_here")}>${t("later.not_here_why")}<//>`}</main>`;

/** What stands where a part of a screen is not here yet. */
export const Gap = () => null;

/**
 * A component behind which a module is fetched, by `warm()` or when it is first shown. `load` imports the
 * module and gives the component in it. `Meanwhile` stands there until it is; a part of a screen leaves its
 * place empty (`Gap`).
 */
export function fetched(load, Meanwhile = OnItsWay) {
  let Shown = null;
  let coming = null;
  const warm = () => (coming ??= load().then((found) => (Shown = found), (failure) => { coming = null; throw failure; }));
  function Fetched(props) {
    const [, setHere] = useState(Boolean(Shown));
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (!Shown) warm().then(() => setHere(true), (failure) => { console.warn(failure); setFailed(true); });
    }, []);
    return Shown ? html`<${Shown} ...${props} />` : html`<${Meanwhile} failed=${failed} />`;
  }
  return Object.assign(Fetched, { warm });
}

function link(href) {
  if (document.querySelector(`link[href="${href}"]`)) return null;
  return new Promise((done) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  });
}

async function open(name) {
  const folder = new URL(`./later/${name}/`, import.meta.url);
  const [screen] = await Promise.all([import(`${folder}screen.js`), link(`${folder.pathname}screen.css`)]);
  return screen.default;
}

const opened = new Map(); // name → component

/** The screen `later/<name>/screen.js`, given `ctx`. */
export function Later({ name, ctx }) {
  if (!opened.has(name)) opened.set(name, fetched(() => open(name)));
  return html`<${opened.get(name)} ...${ctx} />`;
}

/**
 * Ask the worker behind the app to keep these screens too, and fetch the guide cards of the language spoken.
 * `guides` is that room's body of the world; `onKept()` when everything opens without a network.
 */
export function keepLater(guides, language, onKept) {
  const worker = navigator.serviceWorker;
  worker?.addEventListener("message", ({ data }) => data === "later kept" && onKept());
  worker?.ready.then(({ active }) => active?.postMessage("keep later"));
  if (!guides?.length) return;
  import("./later/guide/keep.js").then(({ keepQuietly }) => keepQuietly(guides, language), () => {});
}
