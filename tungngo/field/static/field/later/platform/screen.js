// What somebody finished on the national learning platform, as the helper sees it on their phone.

import { showDay, stamp, today } from "../../days.js";
import { uuid7 } from "../../ids.js";
import { back } from "../../route.js";
import { addressOf, skillName } from "../../saying.js";
import { say } from "../../store.js";
import { syncAfterSaving } from "../../sync.js";
import { Chips, Head, html, Notice, Secrets, useMemo, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { found } from "../class/came.js";
import { useOnce } from "../once.js";
import { holdsNumber } from "../suggest/told.js";
import words from "./words.js";

learn(words);

const MOST_FOUND = 8;
const WHAT = ["finished", "certificate"];

/** `#/x/platform/<skill>` */
export default function Screen({ parts, doors, world, onTrouble }) {
  const skill = (world.campaign?.skills || []).find(({ code }) => code === parts[0]);
  const [typed, setTyped] = useState("");
  const [who, setWho] = useState(null);
  const [what, setWhat] = useState(WHAT[0]);
  const [on, setOn] = useState(today());
  const [course, setCourse] = useState("");
  const [reference, setReference] = useState("");
  const hits = useMemo(() => found(doors, typed, MOST_FOUND), [doors, typed]);
  const once = useOnce();
  if (!skill) return html`<${Head} title=${t("platform.title")} /><main><p>${t("platform.no_skill")}</p></main>`;
  const doubtful = holdsNumber(reference) || holdsNumber(course);
  const fits = who && !doubtful && on && on <= today();

  function save(event) {
    event.preventDefault();
    if (!fits) return;
    const body = { id: uuid7(), resident: who.person.id, skill: skill.code, what, on, at: stamp(), course: course.trim(), reference: reference.trim() };
    once("result", async () => {
      await say("platform.result", who.door.origin, body, { door: who.door.key, label: who.person.name });
      syncAfterSaving();
      back();
    }).catch(onTrouble);
  }

  return html`<${Head} title=${t("platform.title")}><p class="at">${skillName(skill)}</p><//>
  <main class="platform-page">
    ${who
      ? html`<p class="chosen"><span><b>${who.person.name}</b> <small>${addressOf(who.door)}</small></span>
        <button type="button" class="button plain" onClick=${() => setWho(null)}>${t("platform.other")}</button></p>`
      : html`<label class="field"><span>${t("platform.who")}</span><input type="search" autocomplete="off" spellcheck="false" enterkeyhint="search" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
        ${typed && html`<ul class="hits">${hits.map((hit) => html`<li key=${hit.person.id}><span><b>${hit.person.name}</b> <small>${[hit.person.birth_year, addressOf(hit.door)].filter(Boolean).join(" · ")}</small></span>
          <button type="button" class="button second" onClick=${() => setWho(hit)}>${t("platform.choose")}<span class="unseen"> ${hit.person.name}</span></button></li>`)}</ul>
          ${!hits.length && html`<p class="soft">${t("platform.nobody")}</p>`}`}`}
    <form onSubmit=${save}>
      <${Chips} name="what" label=${t("platform.what")} options=${WHAT.map((code) => [code, t(`platform.what.${code}`)])} value=${what} onChange=${setWhat} />
      <label class="field"><span>${t("platform.on")}</span><input type="date" max=${today()} value=${on} onInput=${(event) => setOn(event.target.value)} />
        ${on && html`<span class="hint">${showDay(on)}</span>`}</label>
      <label class="field"><span>${t("platform.course")}</span><input type="text" maxlength="120" autocomplete="off" value=${course} onInput=${(event) => setCourse(event.target.value)} /></label>
      <label class="field"><span>${t("platform.reference")}</span><input type="text" maxlength="40" autocomplete="off" value=${reference} onInput=${(event) => setReference(event.target.value)} />
        <span class="hint">${t("platform.never")}</span></label>
      ${doubtful && html`<${Notice} tone="bad">${t("platform.identity")}<//>`}
      <button type="submit" class="button wide" disabled=${!fits}>${t("platform.keep")}</button>
    </form>
    <${Secrets} />
  </main>`;
}
