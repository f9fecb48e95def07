// Photos of a record, where the campaign asks for them: a part of the screen where it is written down.

import { addPhoto, dropPhoto, readPicture } from "../../store.js";
import { html, Notice, Sign, useEffect, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { shrunk } from "./shrink.js";
import words from "./words.js";

learn(words);
const MOST = 5;

/** `wish`: what the campaign wants photos of; `door`: the key of the door. Changes `draft.photos`. */
export function PhotoPart({ wish, door, draft, change, onTrouble }) {
  const [state, setState] = useState("");
  async function take(event) {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    setState("taking");
    const bytes = await shrunk(file).catch(() => null);
    if (!bytes) return setState("unreadable");
    try {
      const id = await addPhoto(door, bytes);
      change({ photos: [...draft.photos, id] });
    } catch (failure) {
      onTrouble(failure);
    }
    return setState("");
  }
  function remove(id) {
    change({ photos: draft.photos.filter((other) => other !== id) });
    dropPhoto(id);
  }
  return html`<section class="photos"><h2>${t("photo.title")}</h2>
    <p>${t("photo.of", { what: wish })}</p>
    <${Notice} tone="care">${t("photo.never")}<//>
    ${draft.photos.length > 0 && html`<ul class="taken">${draft.photos.map((id, at) => html`<li key=${id}><${Picture} id=${id} n=${at + 1} />
      <button type="button" class="button plain" onClick=${() => remove(id)}><${Sign} name="cross" />${t("photo.remove", { n: at + 1 })}</button></li>`)}</ul>`}
    ${state === "unreadable" && html`<${Notice} tone="bad">${t("photo.unreadable")}<//>`}
    ${draft.photos.length < MOST && html`<label class="button second camera">${t(state === "taking" ? "photo.taking" : "photo.take")}
      <input type="file" accept="image/*" capture="environment" disabled=${state === "taking"} onChange=${take} /></label>`}
    ${draft.photos.length > 0 && html`<p class="soft small"><a href="#/x/photo">${t("photo.waiting")}</a></p>`}
  </section>`;
}

/** A picture that lies on this phone; nothing when it was sent and let go. */
export function Picture({ id, n }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    let made = "";
    readPicture(id).then((bytes) => bytes && setUrl((made = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })))), (failure) => console.warn(failure));
    return () => made && URL.revokeObjectURL(made);
  }, [id]);
  return url ? html`<img src=${url} alt=${t("photo.alt", { n })} />` : html`<span class="soft">${t("photo.alt", { n })}</span>`;
}
