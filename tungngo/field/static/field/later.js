// Screens nobody needs in the first minute: fetched when they are opened, and kept on the phone as soon as
// the list is there, so that they open without a network too.

import { Head, html, Notice, useEffect, useState } from "./ui.js";
import { t } from "./words.js";

const opened = new Map(); // name → component

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
  opened.set(name, screen.default);
}

/** The screen `later/<name>/screen.js`, given `ctx`. */
export function Later({ name, ctx }) {
  const [, setState] = useState("");
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
    if (!opened.has(name)) open(name).then(() => setState(name), (failure) => { console.warn(failure); setFailed(true); });
  }, [name]);
  const Screen = opened.get(name);
  if (Screen) return html`<${Screen} ...${ctx} />`;
  return html`<${Head} title="Từng Ngõ" /><main>
    ${failed && html`<${Notice} tone="care" heading=${t("later.not_here")}>${t("later.not_here_why")}<//>`}</main>`;
}

/**
 * Ask the worker behind the app to keep these screens too, and fetch the guide cards of the language spoken.
 * `guides` is that room's body of the world.
 */
export function keepLater(guides = [], language = "") {
  navigator.serviceWorker?.ready.then((worker) => worker.active?.postMessage("keep later"));
  if (!guides.length) return;
  import("./later/guide/keep.js").then(({ keepQuietly }) => keepQuietly(guides, language), () => {});
}
