// Taking a team-mate's parcel from their screen, by camera, code by code in any order.

import { back } from "../../route.js";
import { parcels as shelf } from "../../store.js";
import { sync } from "../../sync.js";
import { Head, html, Notice, Sign, useEffect, useRef, useState } from "../../ui.js";
import { t } from "../../words.js";
import { keepLit, watchCamera } from "./camera.js";
import { frameOf, Gathering, runsOf } from "./frames.js";
import { nameOf } from "./parcels.js";
import { digestOf } from "./sealing.js";

const NOTHING = { of: 0, got: 0, missing: [] };
const STRANGE = { tone: "note", key: "strange" };

export function Scan({ onTrouble }) {
  const [so, setSo] = useState(NOTHING);
  const [word, setWord] = useState(null); // {tone, key}
  const [taken, setTaken] = useState(null); // digest
  const video = useRef();
  useEffect(() => (taken ? undefined : gather({ video: video.current, setSo, setWord, setTaken, onTrouble })), [taken]);
  if (taken) return html`<${Head} title=${t("carry.scan_title")} /><${Done} digest=${taken} onMore=${() => { setSo(NOTHING); setTaken(null); }} />`;
  return html`<${Head} title=${t("carry.scan_title")} />
  <main class="carry scanning">
    <p>${t("carry.scan_how")}</p>
    <div class="viewfinder"><video ref=${video} muted playsinline aria-label=${t("carry.camera")}></video></div>
    ${word && html`<${Notice} tone=${word.tone} heading=${t(`carry.camera.${word.key}`)}>${t(`carry.camera.${word.key}_why`)}<//>`}
    <div role="status">${so.of > 0 && html`
      <p class="figures"><b>${t("carry.got", { got: so.got, of: so.of })}</b></p>
      <progress max=${so.of} value=${so.got} aria-label=${t("carry.got", { got: so.got, of: so.of })}></progress>
      <p class="soft figures">${t("carry.missing", { which: runsOf(so.missing) })}</p>`}</div>
  </main>`;
}

/** Read frames until one parcel is whole and kept; gives what stops it. */
function gather({ video, setSo, setWord, setTaken, onTrouble }) {
  const gatherings = new Map();
  let stopped = false;
  let stop = null;
  const letGo = keepLit();
  const end = () => {
    stopped = true;
    stop?.();
    letGo();
  };
  async function read(text) {
    const frame = frameOf(text);
    if (!frame) return text.startsWith("TNG1.") || setWord(STRANGE);
    setWord(null);
    const key = `${frame.parcel}/${frame.of}`;
    if (!gatherings.has(key)) gatherings.set(key, new Gathering(frame));
    const gathering = gatherings.get(key);
    const isNew = gathering.take(frame);
    setSo({ of: gathering.of, got: gathering.frames.size, missing: gathering.missing });
    const bytes = isNew && gathering.whole;
    if (!bytes) return undefined;
    const digest = await digestOf(bytes);
    if (!digest.startsWith(frame.parcel)) return gatherings.delete(key); // read wrongly: once more
    end();
    await shelf.add(digest, bytes);
    navigator.vibrate?.(120);
    setTaken(digest);
    return sync({ wanted: true });
  }
  watchCamera(video, (text) => stopped || read(text).catch(onTrouble)).then(
    (off) => (stopped ? off() : (stop = off)),
    (failure) => stopped || setWord({ tone: "care", key: failure.name === "NotAllowedError" ? "denied" : "none" }),
  );
  return end;
}

function Done({ digest, onMore }) {
  return html`<main class="carry"><div role="status">
      <${Notice} tone="good" heading=${t("carry.said.kept", { name: nameOf(digest) })}>${t("carry.said.kept_why")}<//></div>
    <button type="button" class="button wide" onClick=${back}><${Sign} name="check" />${t("carry.scan_done")}</button>
    <button type="button" class="button wide second" onClick=${onMore}>${t("carry.scan_more")}</button>
  </main>`;
}
