// A class or an evening of help: where it is, who came by name, how many came besides.

import { dayOf, showDay, showTime, stamp, today } from "../../days.js";
import { uuid7 } from "../../ids.js";
import { go } from "../../route.js";
import { addressOf, skillName } from "../../saying.js";
import { say, watchRecords, withdraw } from "../../store.js";
import { syncAfterSaving } from "../../sync.js";
import { Head, html, Notice, Secrets, Sign, Tick, useEffect, useMemo, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { useOnce } from "../once.js";
import { cameTo, checkIn, found, headsSaid, unnamed } from "./came.js";
import { Everybody } from "./everybody.js";
import { Scan } from "./scan.js";
import words from "./words.js";

learn(words);

const MOST_ROWS = 600;
const MOST_FOUND = 8;
const NONE = [];
const topicsOf = new Map(); // session → codes of what is taught, chosen here; also for the screen that reads slips

export default function Screen({ parts, doors, world, onTrouble }) {
  const duty = (world.duties || NONE).find((one) => one.id === parts[0]);
  if (!duty) return html`<${Head} title=${t("class.title")} /><main><div class="nothing"><h2>${t("class.gone")}</h2></div></main>`;
  const open = duty.state === "planned" && dayOf(new Date(duty.starts_at)) <= today() && world.campaign && duty.origin;
  if (open && parts[1] === "code") return html`<${Everybody} duty=${duty} />`;
  if (open && parts[1] === "scan") return html`<${CheckIn} duty=${duty} campaign=${world.campaign} doors=${doors} duties=${world.duties} onTrouble=${onTrouble} scanning />`;
  return html`<${Head} title=${duty.title} />
  <main class="class-page">
    <p>${showDay(dayOf(new Date(duty.starts_at)))} ${showTime(duty.starts_at)}–${showTime(duty.ends_at)}<br />${duty.place}</p>
    ${duty.state === "cancelled" && html`<${Notice} tone="care">${t("duty.cancelled")}${duty.why && `: ${duty.why}`}<//>`}
    ${open && html`<${CheckIn} duty=${duty} campaign=${world.campaign} doors=${doors} onTrouble=${onTrouble} />`}
    ${duty.state === "planned" && dayOf(new Date(duty.starts_at)) > today() && html`<p class="soft">${t("class.later")}</p>`}
    <${Quizzes} quizzes=${(world.quizzes?.quizzes || NONE).filter(({ gathering }) => gathering === duty.id)} />
    ${duty.point && html`<${Place} point=${duty.point} skills=${world.campaign?.skills || NONE} />`}
    <${Secrets} />
  </main>`;
}

const Quizzes = ({ quizzes }) => quizzes.length > 0 && html`<section><h2>${t("class.quizzes")}</h2>
  ${quizzes.map((quiz) => html`<a class="way" key=${quiz.id} href=${`#/x/quiz/${quiz.id}`}><b>${quiz.title}</b><${Sign} name="forward" /></a>`)}</section>`;

/** What the place offers. */
function Place({ point, skills }) {
  const helps = skills.filter(({ code }) => point.helps_with.includes(code)).map(skillName);
  const rows = [
    ["hours", point.hours], ["helps", helps.join(", ")], ["languages", point.languages.join(", ")],
    ["equipment", point.equipment.map((code) => t(`class.has.${code}`)).join(", ")],
    ["network", point.network && `${t(`class.network.${point.network}`)}${point.network_on ? ` (${showDay(point.network_on)})` : ""}`],
  ].filter(([, said]) => said);
  return rows.length > 0 && html`<section><h2>${t("class.place")}</h2><dl>${rows.map(([name, said]) => html`<dt>${t(`class.${name}`)}</dt><dd>${said}</dd>`)}</dl></section>`;
}

function CheckIn({ duty, campaign, doors, duties, onTrouble, scanning }) {
  const [rows, setRows] = useState(NONE);
  const [typed, setTyped] = useState("");
  const taught = campaign.skills.map(({ code }) => code);
  const planned = duty.topics.filter((code) => taught.includes(code));
  const [chosen, setChosen] = useState(planned.length ? planned : topicsOf.get(duty.id) || NONE);
  topicsOf.set(duty.id, chosen);
  useEffect(() => watchRecords(MOST_ROWS, setRows), []);
  const once = useOnce(rows);
  const came = useMemo(() => cameTo(rows, duty.id), [rows, duty.id]);
  const heads = headsSaid(rows, duty.id);
  const hits = useMemo(() => found(doors, typed, MOST_FOUND), [doors, typed]);
  const names = useMemo(() => new Map(doors.flatMap((door) => door.people.map((person) => [person.id, person.name]))), [doors]);
  const confirmed = duty.confirmed || 0;
  const total = came.size + unnamed(came.size, heads || 0, confirmed);

  const arrive = ({ door, person }) => {
    if (came.has(person.id)) return;
    const body = checkIn(duty, campaign, door, person, chosen, { id: uuid7(), at: stamp() });
    once(person.id, () => say("encounter.record", door.origin, body, { door: door.key, label: person.name })).then(syncAfterSaving, onTrouble);
    setTyped("");
  };
  if (scanning && chosen.length) return html`<${Scan} duty=${duty} duties=${duties} doors=${doors} came=${came} onArrive=${arrive} onTrouble=${onTrouble} />`;
  const leave = (id) => withdraw(came.get(id).op).then(syncAfterSaving, onTrouble);
  const count = (n) => once(`heads ${n}`, () => say("gathering.heads", duty.origin, { id: uuid7(), gathering: duty.id, heads: n, at: stamp() }, { label: duty.title }))
    .then(syncAfterSaving, onTrouble);

  const shown = html`<section class="came"><h2>${t("class.came")} <b>${total}</b>${duty.capacity ? ` / ${duty.capacity}` : ""}</h2>
    ${duty.capacity && total > duty.capacity && html`<p class="care">${t("class.over", { n: duty.capacity })}</p>`}
    ${!planned.length && html`<fieldset class="topics"><legend>${t("class.topics")}</legend>${campaign.skills.map((skill) => html`<${Tick} slim key=${skill.code}
      on=${chosen.includes(skill.code)} onChange=${(on) => setChosen(on ? [...chosen, skill.code] : chosen.filter((code) => code !== skill.code))}>${skillName(skill)}<//>`)}</fieldset>`}
    ${duty.code && html`<div class="buttons"><button type="button" class="button" disabled=${!chosen.length} onClick=${() => go(`/x/class/${duty.id}/scan`)}><${Sign} name="search" />${t("slip.scan")}</button>
      <a class="button second" href=${`#/x/class/${duty.id}/code`}><${Sign} name="lanes" />${t("slip.show")}</a></div>`}
    <label class="field"><span>${t("class.who")}</span><input type="search" autocomplete="off" spellcheck="false" enterkeyhint="search" value=${typed} disabled=${!chosen.length}
      onInput=${(event) => setTyped(event.target.value)} /></label>
    ${!chosen.length && html`<p class="soft small">${t("class.topics_first")}</p>`}
    ${typed && html`<ul class="hits">${hits.map((hit) => html`<li key=${hit.person.id}><span><b>${hit.person.name}</b> <small>${[hit.person.birth_year, addressOf(hit.door)].filter(Boolean).join(" · ")}</small></span>
      ${came.has(hit.person.id) ? html`<span class="badge good"><${Sign} name="check" />${t("class.here")}</span>`
        : html`<button type="button" class="button second" onClick=${() => arrive(hit)}>${t("class.arrive")}<span class="unseen"> ${hit.person.name}</span></button>`}</li>`)}</ul>
      ${!hits.length && html`<p class="soft">${t("class.nobody")}</p>`}`}
    ${came.size > 0 && html`<ul class="named">${[...came].map(([id, row]) => html`<li key=${id}><span>${names.get(id) || row.label}</span>
      <button type="button" class="button plain" onClick=${() => leave(id)}><${Sign} name="undo" />${t("class.undo")}<span class="unseen"> ${names.get(id) || row.label}</span></button></li>`)}</ul>`}
    ${confirmed > 0 && html`<p class="soft">${t("slip.confirmed", { n: confirmed })}</p>`}
    <${Heads} key=${heads} heads=${heads} onSay=${count} />
  </section>`;
  return scanning ? html`<${Head} title=${duty.title} /><main class="class-page">${shown}</main>` : shown;
}

/** How many came who are not named. */
function Heads({ heads, onSay }) {
  const [typed, setTyped] = useState(heads === null ? "" : String(heads));
  const n = /^\d{1,4}$/.test(typed) ? Number(typed) : null;
  return html`<form class="heads" onSubmit=${(event) => { event.preventDefault(); if (n !== null && n !== heads) onSay(n); }}>
    <label class="field"><span>${t("class.heads")}</span><input type="text" inputmode="numeric" maxlength="4" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
    <button type="submit" class="button second" disabled=${n === null || n === heads}>${t(heads !== null && n === heads ? "class.heads_kept" : "class.heads_keep")}</button>
  </form>`;
}
