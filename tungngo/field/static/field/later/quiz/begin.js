// Who is asked next, and who was asked on this phone.

import { addressOf } from "../../saying.js";
import { html, Notice, RecordState, Secrets, Sign, useEffect, useMemo, useState } from "../../ui.js";
import { t } from "../../words.js";
import { cameTo, found } from "../class/came.js";
import { watchVoice } from "./speech.js";

const MOST_FOUND = 8;
const NUMBER = /^[1-9]\d{0,5}$/;

/** `done`: residents and numbers that handed in here; `told`: what became of the one before. */
export function Begin({ quiz, rows, attempts, done, doors, late, told, onBegin, onBringBack }) {
  const [typed, setTyped] = useState("");
  // A quiz takes people of the commune that asks it; whoever is listed elsewhere goes by the number on a slip.
  const people = useMemo(() => doors.filter(({ origin }) => origin === quiz.origin), [doors]);
  const came = useMemo(() => cameTo(rows, quiz.gathering), [rows]);
  const here = useMemo(
    () => people.flatMap((door) => door.people.filter(({ id }) => came.has(id)).map((person) => ({ door, person }))), [people, came]);
  const hits = useMemo(() => (typed ? found(people, typed, MOST_FOUND) : here), [typed, people, here]);
  const [voice, setVoice] = useState(null);
  useEffect(() => watchVoice(quiz.language, setVoice), []);
  const about = [t(`quiz.purpose.${quiz.purpose}`), t("quiz.questions", { n: quiz.questions.length }), quiz.minutes && t("quiz.minutes", { n: quiz.minutes })];
  return html`<main class="quiz">
    <p class="soft">${about.filter(Boolean).join(" · ")}</p>
    <p>${t(voice ? "quiz.voice" : "quiz.no_voice")}</p>
    <div role="status">${told && html`<${Notice} tone=${told.draft ? "note" : "good"} heading=${t(`quiz.said.${told.key}`, told)}>
      ${told.draft ? html`<button type="button" class="link" onClick=${onBringBack}>${t("quiz.bring_back")}</button>` : t("quiz.said.kept_why")}<//>`}</div>
    ${late && html`<${Notice} tone="care">${late}<//>`}
    <section><h2>${t("quiz.who")}</h2>
      <label class="field"><span>${t("quiz.find")}</span><input type="search" autocomplete="off" spellcheck="false" enterkeyhint="search" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
      ${!typed && here.length > 0 && html`<h3>${t("quiz.came")}</h3>`}
      ${hits.length > 0 && html`<ul class="learners">${hits.map((hit) => html`<${Learner} key=${hit.person.id} ...${hit} done=${done.has(hit.person.id)}
        onBegin=${() => onBegin({ resident: hit.person.id, name: hit.person.name })} />`)}</ul>`}
      ${typed && !hits.length && html`<p class="soft">${t("quiz.nobody_found")}</p>`}
    </section>
    <${Unnamed} done=${done} onBegin=${onBegin} />
    ${attempts.length > 0 && html`<section><h2>${t("quiz.asked_here", { n: attempts.length })}</h2>
      <ul class="record-list">${attempts.map((row) => html`<li key=${row.op}><div class="record-line"><span class="what"><b>${row.label}</b>
        <span class="soft small">${row.body.at.slice(11, 16)}${row.sentence ? ` · ${row.sentence}` : ""}</span></span><${RecordState} state=${row.state} /></div></li>`)}</ul>
      ${attempts.some(({ state }) => state === "refused") && html`<a class="way" href="#/records"><b>${t("quiz.look")}</b><${Sign} name="forward" /></a>`}</section>`}
    <${Secrets} />
  </main>`;
}

const Learner = ({ door, person, done, onBegin }) => html`<li><span><b>${person.name}</b> <small>${[person.birth_year, addressOf(door)].filter(Boolean).join(" · ")}</small></span>
  ${done ? html`<span class="badge good"><${Sign} name="check" />${t("quiz.done")}</span>`
    : html`<button type="button" class="button second" onClick=${onBegin}>${t("quiz.begin")}<span class="unseen"> ${person.name}</span></button>`}</li>`;

/** Somebody who is on no list here, or gives no name: by the number on their slip, or nobody in particular. */
function Unnamed({ done, onBegin }) {
  const [typed, setTyped] = useState("");
  const number = NUMBER.test(typed.trim()) ? Number(typed) : null;
  const wrong = typed.trim() !== "" && number === null;
  const again = number !== null && done.has(number);
  const go = (event) => {
    event.preventDefault();
    if (!wrong && !again) onBegin(number ? { number } : {});
  };
  return html`<form class="unnamed" onSubmit=${go}><h2>${t("quiz.unnamed")}</h2>
    <div class="beside"><label class="field"><span>${t("quiz.slip")}</span><input type="text" inputmode="numeric" maxlength="6" autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
      <button type="submit" class="button second" disabled=${wrong || again}>${t("quiz.begin")}</button></div>
    <p class=${wrong || again ? "care" : "soft small"} role="status">${t(again ? "quiz.slip_again" : wrong ? "quiz.slip_wrong" : "quiz.slip_why")}</p></form>`;
}
