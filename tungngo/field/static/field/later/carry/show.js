// A parcel as codes that another phone reads from this screen, one after the other, round and round.

import { back } from "../../route.js";
import { Chips, Head, html, Notice, Sign, useEffect, useState } from "../../ui.js";
import { t } from "../../words.js";
import { keepLit } from "./camera.js";
import { Code } from "./code.js";
import { framesOf } from "./frames.js";
import { given, makeParcel, nameOf } from "./parcels.js";

const PAUSES = { slow: 700, usual: 350, quick: 180 }; // ms a code stands
const MANY = 120; // codes: above that a file is quicker

export function Show({ kept, world, onTrouble }) {
  const [shown, setShown] = useState(null); // {parcel, frames}
  useEffect(() => {
    let here = true;
    makeParcel(kept.device.secret, world.parcels.key)
      .then((parcel) => here && setShown(parcel ? { parcel, frames: framesOf(parcel.bytes, parcel.digest) } : {}))
      .catch(onTrouble);
    const letGo = keepLit();
    return () => {
      here = false;
      letGo();
    };
  }, []);
  const done = () => given(shown.parcel).then(back, onTrouble);
  return html`<${Head} title=${t("carry.show_title")} />
  ${shown?.frames ? html`<main class="carry showing"><${Codes} frames=${shown.frames} name=${nameOf(shown.parcel.digest)} count=${shown.parcel.count} /></main>
    <div class="save"><button type="button" class="button wide" onClick=${done}><${Sign} name="check" />${t("carry.show_done")}</button></div>`
  : html`<main class="carry"><p>${t(shown ? "carry.give_none" : "carry.packing")}</p></main>`}`;
}

function Codes({ frames, name, count }) {
  const [at, setAt] = useState(0);
  const [pace, setPace] = useState("usual");
  const [still, setStill] = useState(false);
  const many = frames.length > 1;
  useEffect(() => {
    if (!many || still) return undefined;
    const turn = setInterval(() => setAt((now) => (now + 1) % frames.length), PAUSES[pace]);
    return () => clearInterval(turn);
  }, [many, still, pace]);
  const step = (by) => {
    setStill(true);
    setAt((at + by + frames.length) % frames.length);
  };
  return html`<p>${t("carry.show_how", { n: count })}</p>
    <${Code} text=${frames[at]} label=${t("carry.code_of", { at: at + 1, of: frames.length })} />
    <p class="figures which"><b>${t("carry.code_of", { at: at + 1, of: frames.length })}</b> <span class="soft">${t("carry.parcel", { name })}</span></p>
    ${many && html`<div class="turning">
      <button type="button" class="button second" onClick=${() => step(-1)}><${Sign} name="back" /><span class="unseen">${t("carry.before")}</span></button>
      <button type="button" class="button second" aria-pressed=${still} onClick=${() => setStill(!still)}>${t(still ? "carry.go_on" : "carry.stand_still")}</button>
      <button type="button" class="button second" onClick=${() => step(1)}><${Sign} name="forward" /><span class="unseen">${t("carry.after")}</span></button>
    </div>
    <${Chips} name="pace" label=${t("carry.pace")} value=${pace} onChange=${setPace}
      options=${Object.keys(PAUSES).map((key) => [key, t(`carry.pace.${key}`)])} />`}
    ${frames.length > MANY && html`<${Notice} tone="note" heading=${t("carry.many")}>${t("carry.many_why")}<//>`}`;
}
