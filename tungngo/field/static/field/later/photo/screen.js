// Photos that wait on this phone: how far each one is, pause and go on, and what the server did not take.

import { dropPhoto, keep, retryPhoto, watchPhotos } from "../../store.js";
import { sync } from "../../sync.js";
import { Head, html, Notice, useEffect, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { Picture } from "./part.js";
import words from "./words.js";

learn(words);
const inKb = (bytes) => Math.round(bytes / 1024);

export default function Screen({ kept }) {
  const [rows, setRows] = useState(null);
  useEffect(() => watchPhotos(setRows), []);
  const paused = Boolean(kept.photos_paused);
  const pause = () => keep({ photos_paused: !paused }).then(() => paused && sync({ wanted: true }));
  const again = (id) => retryPhoto(id).then(() => sync({ wanted: true }));
  return html`<${Head} title=${t("photo.queue")} />
  <main class="photos">
    <p class="soft">${t("photo.waiting")}</p>
    ${rows && !rows.length && html`<p>${t("photo.none")}</p>`}
    ${rows?.length > 0 && html`<button type="button" class="button second wide" aria-pressed=${paused} onClick=${pause}>${t(paused ? "photo.resume" : "photo.pause")}</button>`}
    ${paused && html`<${Notice} tone="note">${t("photo.paused")}<//>`}
    <ul class="taken">${(rows || []).map((row, at) => html`<li key=${row.id}><${Picture} id=${row.id} n=${at + 1} />
      <div>${row.failed
        ? html`<p><b>${t("photo.failed")}</b></p><p class="code">${row.failed}</p>
          <div class="buttons"><button type="button" class="button second" onClick=${() => again(row.id)}>${t("photo.again")}</button>
          <button type="button" class="button plain" onClick=${() => dropPhoto(row.id)}>${t("photo.drop")}</button></div>`
        : html`<p>${t("photo.got", { done: inKb(row.got), whole: inKb(row.total) })}</p><progress max=${row.total} value=${row.got}></progress>`}</div></li>`)}</ul>
  </main>`;
}
