// Shifts: my own, those that still need people, those somebody wants taken over. Everything is written down
// first and sent when it can be.

import { addDays, dayOf, showDay, showTime, stamp, today } from "../../days.js";
import { uuid7 } from "../../ids.js";
import { go } from "../../route.js";
import { say, withdraw } from "../../store.js";
import { syncAfterSaving } from "../../sync.js";
import { Head, html, Notice, Sign, Tick, useMemo, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { useOnce } from "../once.js";
import { awayNow, byDay, communeOf, inTheWay, isAway, shiftsNow } from "./mine.js";
import { begins, dayWords, whenOf } from "./when.js";
import words from "./words.js";

learn(words);

const NONE = [];
const MOST_TOLD = 4;
const LONGEST = 366; // days away that are said at once (docs/wire.md)

export default function Screen({ parts, world, rows, onTrouble }) {
  const now = useMemo(() => shiftsNow(world.shifts, rows || NONE), [world.shifts, rows]);
  const away = useMemo(() => awayNow(world.shifts?.away, rows || NONE, today()), [world.shifts, rows]);
  const free = useMemo(() => now.free.filter((one) => !isAway(one, away)), [now, away]);
  const offered = useMemo(() => now.offered.filter((one) => !isAway(one, away)), [now, away]);
  const once = useOnce(rows);
  const tell = (kind, one, said) => once([kind, said.duty, said.shift, said.leave, said.on].join("/"),
    () => say(kind, one.origin, { id: uuid7(), at: stamp(), ...said }, { label: `${showDay(begins(one))} ${whenOf(one)}` })).then(syncAfterSaving, onTrouble);
  const undo = (op) => withdraw(op).then(syncAfterSaving, onTrouble);
  if (parts[0] === "away") return html`<${Away} world=${world} mine=${now.mine} once=${once} tell=${tell} onTrouble=${onTrouble} />`;
  return html`<${Head} title=${t("shifts.title")} />
  <main class="shifts-page">
    ${now.told.length > 0 && html`<${Notice} tone="note" heading=${t("shifts.told")}><ul>${now.told.slice(0, MOST_TOLD).map((one) => html`<li>${t(`shifts.told.${one.what}`, {
      who: one.who, place: one.place, when: `${whenOf(one)} ${showDay(begins(one))}` })}</li>`)}</ul><//>`}
    <section><h2>${t("shifts.mine")}</h2>
      ${now.mine.length ? byDay(now.mine, dayOf).map(([day, some]) => html`<h3>${dayWords(day)}</h3>
        <ul>${some.map((one) => html`<${Mine} key=${one.shift} one=${one} away=${isAway(one, away)} tell=${tell} undo=${undo} />`)}</ul>`)
        : html`<p>${t("shifts.none")} <span class="soft">${t("shifts.none_why")}</span></p>`}
    </section>
    <${DaysAway} away=${away} tell=${tell} undo=${undo} />
    ${offered.length > 0 && html`<section><h2>${t("shifts.offered")}</h2><ul>${offered.map((one) => html`<li key=${one.id}><div class="row">
      <span><b>${dayWords(begins(one))} ${whenOf(one)}</b> ${one.place}<small>${t("shifts.by", { who: one.by })}</small></span>
      <button type="button" class="button second" onClick=${() => tell("duty.take_over", one, { duty: one.id })}>${t("shifts.take_over")}<span class="unseen"> ${whenOf(one)} ${one.place}</span></button>
    </div></li>`)}</ul></section>`}
    <section><h2>${t("shifts.free")}</h2>
      ${free.length ? byDay(free, dayOf).map(([day, some]) => html`<h3>${dayWords(day)}</h3><ul>${some.map((one) => html`<li key=${one.shift}><div class="row">
        <span><b>${whenOf(one)}</b> ${one.place}<small>${[one.kind === "on_call" && t("shifts.on_call"), one.near && t("shifts.near"), t("shifts.missing", { n: one.missing })].filter(Boolean).join(" · ")}</small></span>
        <button type="button" class="button second" onClick=${() => tell("shift.sign_up", one, { shift: one.shift })}>${t("shifts.take")}<span class="unseen"> ${whenOf(one)} ${one.place}</span></button>
      </div></li>`)}</ul>`) : html`<p class="soft">${t(now.free.length ? "away.free_none" : "shifts.free_none")}</p>`}
    </section>
    ${world.shifts?.feed && html`<p><a class="button plain wide" href=${world.shifts.feed}><${Sign} name="clock" />${t("shifts.calendar")}</a></p>
      <p class="small soft">${t("shifts.calendar_why")}</p>`}
  </main>`;
}

/** One of my shifts, and what can be done about it at this hour. */
function Mine({ one, away, tell, undo }) {
  const off = one.state === "cancelled";
  const now = stamp();
  const begun = begins(one) <= today();
  const isOver = one.ends_at <= now;
  return html`<li class=${off ? "off" : ""}>
    <div class="row"><span><b>${whenOf(one)}</b> ${one.place}
      <small>${[one.kind === "on_call" && t("shifts.on_call"), one.with.length > 0 && t("shifts.with", { who: one.with.map(({ name }) => name).join(", ") }),
        !off && !isOver && one.missing > 0 && t("shifts.missing", { n: one.missing })].filter(Boolean).join(" · ")}</small></span>
      ${one.attendance && html`<span class="badge ${one.attendance === "came" ? "good" : "care"}">${t(`shifts.came.${one.attendance}`)}</span>`}</div>
    ${off && html`<${Notice} tone="care">${t("shifts.off")}${one.why && `: ${one.why}`}<//>`}
    ${one.handed && !isOver && html`<p class="handed small">${t("shifts.handed", { who: one.handed.by, when: `${showTime(one.handed.at)} ${showDay(dayOf(new Date(one.handed.at)))}` })}: ${one.handed.words || t("shifts.nothing_open")}</p>`}
    ${one.pending && html`<p class="small"><span class="badge care"><${Sign} name="clock" />${t(one.id ? "away.waits" : "shifts.waits")}</span>
      ${one.undo && html`<button type="button" class="button plain" onClick=${() => undo(one.undo)}><${Sign} name="undo" />${t("shifts.undo")}</button>`}</p>`}
    ${away && !off && !isOver && html`<p class="small"><span class="badge care"><${Sign} name="alert" />${t("away.in_it")}</span></p>`}
    ${one.offered && html`<p class="small soft">${t("shifts.looking")}</p>`}
    ${!off && one.id && html`<div class="buttons">
      ${begun && !one.attendance && html`<button type="button" class="button" onClick=${() => tell("duty.attend", one, { duty: one.id })}>${t("shifts.here")}</button>`}
      ${one.starts_at > now && html`<button type="button" class="button second" onClick=${() => tell("duty.offer", one, { duty: one.id, on: !one.offered })}>${t(one.offered ? "shifts.keep" : "shifts.offer")}</button>`}
    </div>`}
    ${!off && one.id && begun && html`<${HandOver} one=${one} tell=${tell} />`}
  </li>`;
}

/** What is still open at the end of a shift. */
function HandOver({ one, tell }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  if (one.told !== undefined) return html`<p class="handed small">${one.told || t("shifts.nothing_open")}</p>`;
  if (!open) return html`<div><button type="button" class="button plain" onClick=${() => setOpen(true)}>${t("shifts.hand")}</button></div>`;
  return html`<form onSubmit=${(event) => { event.preventDefault(); tell("shift.hand_over", one, { shift: one.shift, words: typed.trim(), to: null }); setOpen(false); }}>
    <label class="field"><span>${t("shifts.hand_what")}</span><textarea maxlength="500" value=${typed} onInput=${(event) => setTyped(event.target.value)}></textarea></label>
    <button type="submit" class="button">${t("shifts.hand_do")}</button>
  </form>`;
}

/** From a day to another, in few words. */
const daysOf = ({ first, last }) => (first === last ? dayWords(first) : `${dayWords(first)} – ${dayWords(last)}`);

/** The days I am away, each with a way back, and the way to say more. */
const DaysAway = ({ away, tell, undo }) => html`<section><h2>${t("away.title")}</h2>
  ${away.length > 0 && html`<ul>${away.map((one) => html`<li key=${one.id}><div class="row">
    <span><b>${daysOf(one)}</b><small>${t(one.op ? "away.waits" : one.own ? "away.said" : "away.noted")}</small></span>
    <button type="button" class="button plain" onClick=${() => (one.op ? undo(one.op) : tell("leave.end", one, { leave: one.id }))}><${Sign} name="undo" />${t("away.undo")}<span class="unseen"> ${daysOf(one)}</span></button>
  </div></li>`)}</ul>`}
  <p><a class="button second wide" href="#/x/shifts/away">${t("away.say")}</a></p></section>`;

/** Saying that I am away: which days, and what of mine lies in them. */
function Away({ world, mine, once, tell, onTrouble }) {
  const [first, setFirst] = useState(addDays(today(), 1));
  const [last, setLast] = useState(first);
  const [ask, setAsk] = useState(true);
  const origin = communeOf(world.me.teams);
  const fits = first && last && first <= last;
  const shifts = fits ? inTheWay(mine, first, last) : NONE;
  const sessions = fits ? inTheWay(world.duties || NONE, first, last) : NONE;
  const toOffer = shifts.filter((one) => one.id && !one.offered && one.starts_at > stamp());
  const choose = (day) => { setFirst(day); if (day > last) setLast(day); };
  const save = () => once("away", async () => {
    await say("leave.note", origin, { id: uuid7(), first, last, at: stamp() }, { label: daysOf({ first, last }) });
    if (ask) for (const one of toOffer) await tell("duty.offer", one, { duty: one.id, on: true });
    go("/x/shifts", { instead: true });
    syncAfterSaving();
  });
  return html`<${Head} title=${t("away.say")} />
  <main class="shifts-page">
    ${!origin ? html`<${Notice} tone="note">${t("away.at_desk")}<//>` : html`<form class="away" onSubmit=${(event) => { event.preventDefault(); save().catch(onTrouble); }}>
      <p class="soft">${t("away.why")}</p>
      <label class="field"><span>${t("away.first")}</span><input type="date" required min=${today()} value=${first} onInput=${(event) => choose(event.target.value)} /></label>
      <label class="field"><span>${t("away.last")}</span><input type="date" required min=${first} max=${first.length === 10 && addDays(first, LONGEST - 1)} value=${last} onInput=${(event) => setLast(event.target.value)} /></label>
      ${shifts.length + sessions.length > 0 && html`<section class="in-the-way"><${Notice} tone="care" heading=${t("away.in_the_way", { n: shifts.length + sessions.length })}><ul>
        ${[...sessions, ...shifts].map((one) => html`<li key=${one.id || one.shift}><b>${dayWords(begins(one))} ${whenOf(one)}</b> ${one.title || one.place}</li>`)}</ul><//>
        ${toOffer.length > 0 && html`<${Tick} on=${ask} onChange=${setAsk}>${t("away.ask")}<//>`}
        ${sessions.length > 0 && html`<p class="small soft">${t("away.sessions")}</p>`}</section>`}
      <button type="submit" class="button wide" disabled=${!fits}>${t("away.do")}</button>
    </form>`}
  </main>`;
}
