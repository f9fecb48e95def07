// Slips that people bring, read by the camera: who lives there, and which of them came.

import { dayOf, showDay } from "../../days.js";
import { addressOf as whereOf } from "../../saying.js";
import { Head, html, Notice, Sign, useEffect, useRef, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { keepLit, watchCamera } from "../carry/camera.js";
import carry from "../carry/words.js";
import { doorOf, slipOf } from "./slips.js";

learn(carry);

/** `came`: resident → row of who is here; `onArrive({door, person})`. */
export function Scan({ duty, duties, doors, came, onArrive, onTrouble }) {
  const [word, setWord] = useState(null); // {tone, heading, why}
  const [door, setDoor] = useState(null);
  const [code, setCode] = useState("");
  const [blind, setBlind] = useState(false);
  const video = useRef();
  const last = useRef("");
  const held = useRef(doors);
  held.current = doors;
  async function read(scanned) {
    if (scanned === last.current) return; // the same slip, seen in every picture
    last.current = scanned;
    const slip = slipOf(scanned);
    const found = slip?.mark ? await doorOf(slip, held.current) : null;
    setDoor(found || null);
    setWord(said(slip, found));
    if (slip) navigator.vibrate?.(80);
  }
  function said(slip, found) {
    if (!slip) return wordOf("strange");
    if (!slip.mark) return wordOf("everybodys");
    if (slip.gathering !== duty.id) {
      const other = duties.find(({ id }) => id === slip.gathering);
      return wordOf(other ? "other" : "others", other && { title: other.title, day: showDay(dayOf(new Date(other.starts_at))) });
    }
    return found ? null : wordOf("not_held");
  }
  useEffect(() => {
    let ended = false;
    let stop = null;
    const letGo = keepLit();
    watchCamera(video.current, (scanned) => ended || read(scanned).catch(onTrouble)).then(
      (off) => (ended ? off() : (stop = off)),
      (failure) => {
        if (ended) return;
        setBlind(true);
        // Whatever was said meanwhile of a code that was typed stays.
        setWord((said) => said || { tone: "care", heading: t(`carry.camera.${failure.name === "NotAllowedError" ? "denied" : "none"}`), why: t("slip.without") });
      },
    );
    return () => {
      ended = true;
      stop?.();
      letGo();
    };
  }, []);
  const type = (event) => {
    event.preventDefault();
    last.current = "";
    read(code.trim()).then(() => setCode(""), onTrouble);
  };
  return html`<${Head} title=${t("slip.title")} />
  <main class="class-page scanning">
    ${!blind && html`<p>${t("slip.how")}</p>`}
    <div class="viewfinder" hidden=${blind}><video ref=${video} muted playsinline aria-label=${t("carry.camera")}></video></div>
    <div role="status">${word && html`<${Notice} tone=${word.tone} heading=${word.heading}>${word.why}<//>`}</div>
    ${door && html`<section><h2>${whereOf(door)}</h2><ul class="named">${door.people.map((person) => html`<li key=${person.id}><span><b>${person.name}</b> <small>${person.birth_year || ""}</small></span>
      ${came.has(person.id) ? html`<span class="badge good"><${Sign} name="check" />${t("class.here")}</span>`
        : html`<button type="button" class="button second" onClick=${() => onArrive({ door, person })}>${t("class.arrive")}<span class="unseen"> ${person.name}</span></button>`}</li>`)}</ul></section>`}
    <form class="heads" onSubmit=${type}><label class="field"><span>${t("slip.link")}</span><input type="text" inputmode="url" autocomplete="off" autocapitalize="off" spellcheck="false" value=${code} onInput=${(event) => setCode(event.target.value)} /></label>
      <button type="submit" class="button second" disabled=${!code.trim()}>${t("slip.read")}</button></form>
  </main>`;
}

const wordOf = (key, values) => ({ tone: key === "everybodys" ? "note" : "care", heading: t(`slip.said.${key}`, values), why: t(`slip.said.${key}_why`) });
