// The team leader's screens: who sent when, what waits where, who has which doors, and what the server or a
// helper could not decide alone. Decisions are operations like any other: they work without a network.

import { showDay, showTime, stamp } from "../../days.js";
import { fold, matches } from "../../fold.js";
import { uuid7 } from "../../ids.js";
import { say } from "../../store.js";
import { sync } from "../../sync.js";
import { Head, html, Notice, Sign, Tick, useState } from "../../ui.js";
import { learn, named, t } from "../../words.js";
import { useOnce } from "../once.js";
import words from "./words.js";

learn(words);

const NONE = [];
const dayAndTime = (moment) => {
  const at = stamp(new Date(moment));
  return { day: showDay(at.slice(0, 10)), time: showTime(moment) };
};

/** What is decided already, so that it is not offered twice. */
const decidedOf = (rows) => {
  const open = rows.filter((row) => row.state === "waiting" || row.state === "sent");
  return {
    receipts: new Set(open.filter((row) => row.kind === "receipt.settle").map((row) => row.body.receipt)),
    suggestions: new Set(open.filter((row) => row.kind === "suggestion.settle").map((row) => row.body.suggestion)),
    doors: new Map(open.filter((row) => row.kind === "door.give").map((row) => [row.body.household, row.body.membership])),
  };
};

export default function Screen({ parts, world, rows = NONE, onTrouble }) {
  const { crew, campaign } = world;
  const once = useOnce(rows);
  // A decision about `what`, once: of two buttons the first tapped. `then()` when it is written down.
  const decide = (what, kind, origin, body, label, then) => once(what, () => say(kind, origin, { id: uuid7(), at: stamp(), ...body }, { label }).then(then))
    .then((is) => is && sync({ wanted: true }), onTrouble);
  if (!crew) return html`<${Head} title=${t("lead.title")} /><main><${Notice} tone="note" heading=${t("lead.none")}>${t("lead.none_why")}<//></main>`;
  const decided = decidedOf(rows);
  const refused = crew.refused.filter(({ op }) => !decided.receipts.has(op));
  const suggestions = crew.suggestions.filter(({ id }) => !decided.suggestions.has(id));
  const [name, id] = parts;
  if (name === "refused") return html`<${Refused} records=${refused} decide=${decide} />`;
  if (name === "suggestions") return html`<${Suggestions} found=${suggestions} decide=${decide} />`;
  const team = crew.teams.find((one) => one.id === id) || crew.teams[0];
  if (name === "doors") return html`<${Doors} team=${team} whose=${parts[2] || ""} campaign=${campaign} given=${decided.doors} decide=${decide} />`;
  const waits = decided.receipts.size + decided.suggestions.size + decided.doors.size > 0;
  return html`<${Overview} crew=${crew} refused=${refused} suggestions=${suggestions} given=${decided.doors} waits=${waits} />`;
}

const ownerOf = (row, given) => (given.has(row[1]) ? given.get(row[1]) : row[3]);

function Overview({ crew, refused, suggestions, given, waits }) {
  const calls = [
    refused.length && ["refused", t("lead.refused", { n: refused.length })],
    suggestions.length && ["suggestions", t("lead.suggestions", { n: suggestions.length })],
  ].filter(Boolean);
  return html`<${Head} title=${t("lead.title")} /><main class="lead">
    <section class="decide"><h2>${t("lead.decide")}</h2>
      ${calls.length
        ? calls.map(([name, words]) => html`<a href=${`#/x/lead/${name}`} key=${name}><${Sign} name="alert" /><span class="of"><b>${words}</b></span><${Sign} name="forward" /></a>`)
        : html`<p class="soft">${t("lead.nothing")}</p>`}
      ${waits && html`<p class="small"><${Sign} name="clock" /> ${t("lead.decided")}</p>`}
    </section>
    ${crew.teams.map((team) => html`<${Team} team=${team} given=${given} key=${team.id} />`)}
  </main>`;
}

function Team({ team, given }) {
  const nobody = (team.doors || []).filter((row) => !ownerOf(row, given)).length;
  const reached = team.doors ? team.doors.filter((row) => row[4]).length : team.members.reduce((sum, one) => sum + one.reached, 0);
  const all = team.doors ? team.doors.length : team.members.reduce((sum, one) => sum + one.doors, 0);
  return html`<section>
    <h2>${team.name}</h2>
    <p class="soft small">${team.area} · ${t("lead.met", { n: reached, all })}</p>
    ${nobody > 0 && html`<div class="decide"><a href=${`#/x/lead/doors/${team.id}`}><${Sign} name="home" /><span class="of"><b>${t("lead.nobody", { n: nobody })}</b></span><${Sign} name="forward" /></a></div>`}
    ${!team.doors && html`<p class="soft small">${t("lead.too_many")}</p>`}
    <h2>${t("lead.members")}</h2><p class="soft small">${t("lead.as_reported")}</p>
    <ul class="list">${team.members.map((member) => html`<li key=${member.membership}><${Member} member=${member} team=${team} /></li>`)}</ul>
  </section>`;
}

function Member({ member, team }) {
  const part = member.doors ? (100 * member.reached) / member.doors : 0;
  const silent = member.badge !== "used";
  const phone = member.seen_at ? t("lead.seen", dayAndTime(member.seen_at)) : t(silent ? "lead.no_phone" : "lead.never");
  return html`<a class="member" href=${`#/x/lead/doors/${team.id}/${member.membership}`}>
    <span class="of"><b>${member.name}</b>${member.part === "leader" && html`<span class="soft small">${t("lead.leader")}</span>`}
      <span>${member.doors ? t("lead.share", { n: member.reached, all: member.doors }) : t("lead.no_share")}</span>
      ${member.doors > 0 && html`<span class="bar" aria-hidden="true"><i style=${{ width: `${part}%` }}></i></span>`}
      ${(member.away || []).map(([first, last, n]) => html`<span class="small">${t("lead.away", { days: first === last ? showDay(first) : `${showDay(first)} – ${showDay(last)}` })}${n > 0 && html` <span class="badge care"><${Sign} name="alert" />${t("lead.away_open", { n })}</span>`}</span>`)}
      <span class="soft small">${phone}</span>
      ${member.waiting > 0 && html`<span class="badge care"><${Sign} name="clock" />${t("lead.waiting", { n: member.waiting })}</span>`}
      ${member.lost.map((lost) => html`<span class="badge bad"><${Sign} name="alert" />${t("lead.withdrawn")}</span><span class="small">${t("lead.lost", { n: lost.waiting, day: dayAndTime(lost.seen_at).day })}</span>`)}
    </span><${Sign} name="forward" />
  </a>`;
}

const FEW = 8;
const MOST = 200; // drawn at once; the others are found by searching

/** The doors of a member (`whose`: membership id, "" nobody's), each to be given to another. */
function Doors({ team, whose, campaign, given, decide }) {
  const [open, setOpen] = useState("");
  const [said, setSaid] = useState("");
  const [query, setQuery] = useState("");
  const member = team.members.find((one) => one.membership === whose);
  const wanted = fold(query);
  const mine = (team.doors || []).filter((row) => (ownerOf(row, given) || "") === whose && (!wanted || matches(fold(row[2]), wanted)));
  const nobody = { membership: null, name: t("lead.nobody_short") };
  const to = [...team.members.filter((one) => one.membership !== whose), ...(whose ? [nobody] : [])];
  function give(row, { membership, name }) {
    setOpen("");
    decide(row[1], "door.give", row[0], { campaign: campaign.id, household: row[1], membership }, row[2],
      () => setSaid(t(membership ? "lead.given" : "lead.taken_back", { door: row[2], name })));
  }
  return html`<${Head} title=${member ? t("lead.doors_of", { name: member.name }) : t("lead.doors_nobody")} /><main class="lead">
    ${!team.doors && html`<${Notice} tone="note">${t("lead.too_many")}<//>`}
    <${Said} words=${said} />
    ${(mine.length > FEW || query) && html`<label class="field"><span class="unseen">${t("lead.find")}</span><input type="search" placeholder=${t("lead.find")} value=${query} onInput=${(event) => setQuery(event.target.value)} /></label>`}
    ${team.doors && !mine.length && html`<p class="soft">${t(wanted ? "today.not_found" : "lead.no_doors")}</p>`}
    ${mine.length > 0 && html`<ul class="list doors">${mine.slice(0, MOST).map((row) => html`<li key=${row[1]}>
      <button type="button" class="give" aria-expanded=${open === row[1]} onClick=${() => setOpen(open === row[1] ? "" : row[1])}>
        <span class="of">${row[2]}${row[4] && html`<span class="badge good"><${Sign} name="check" />${t("lead.reached")}</span>`}</span>
        <span class="do">${t("lead.give")}${whose && html`<span class="unseen"> ${t("lead.give_other")}</span>`}<${Sign} name="down" /></span></button>
      ${open === row[1] && html`<div class="give-to" role="group" aria-label=${t("lead.give_to", { door: row[2] })}>
        ${to.map((one) => html`<button type="button" class="button second" key=${one.membership} onClick=${() => give(row, one)}>${one.name}</button>`)}</div>`}
    </li>`)}</ul>`}
    ${mine.length > MOST && html`<p class="soft small">${t("lead.find_more", { n: mine.length - MOST })}</p>`}
  </main>`;
}

/** What was just decided, in place of the card that is gone. */
const Said = ({ words }) => html`<div role="status">${words && html`<${Notice} tone="good">${words}<//>`}</div>`;

const TIMES = new Set(["encounter.in_the_future", "encounter.before_campaign", "encounter.after_campaign", "gathering.check_in_early", "gathering.check_in_late"]);
const STRANGERS = new Set(["encounter.resident_unknown"]);

function Refused({ records, decide }) {
  const [said, setSaid] = useState("");
  return html`<${Head} title=${t("lead.refused", { n: records.length })} /><main class="lead">
    <${Said} words=${said} />
    ${records.length ? html`<p class="soft">${t("lead.again_why")}</p>` : html`<${Notice} tone="good">${t("lead.nothing")}<//>`}
    ${records.map((record) => html`<${RefusedRecord} record=${record} key=${record.op} decide=${decide} onSaid=${setSaid} />`)}
  </main>`;
}

function RefusedRecord({ record, decide, onSaid }) {
  const { door, said } = record;
  const at = said.at && !Number.isNaN(Date.parse(said.at)) ? stamp(new Date(said.at)) : "";
  const [day, setDay] = useState(at.slice(0, 10));
  const [time, setTime] = useState(at.slice(11, 16) || "08:00");
  const [without, setWithout] = useState(true);
  const timely = TIMES.has(record.code);
  const strangers = STRANGERS.has(record.code) && door;
  function mended() {
    const changes = {};
    if (timely && day) changes.at = `${day}T${time}:00+07:00`;
    if (strangers && without) {
      const here = new Set(door.people.map(([id]) => id));
      changes.outcomes = (said.outcomes || []).filter(([id]) => here.has(id));
    }
    return Object.keys(changes).length ? changes : null;
  }
  const where = door ? [[door.house, door.lane].filter(Boolean).join(" "), door.head].filter(Boolean).join(", ") : t("lead.unknown_door");
  const settle = (verdict) => decide(record.op, "receipt.settle", record.origin, { receipt: record.op, verdict, ...(verdict === "again" && { mended: mended() }) }, where,
    () => onSaid(`${where}: ${t(`lead.${verdict}`).toLowerCase()}`));
  return html`<article class="case refused-record">
    <h2>${where}</h2>
    ${said.result && at && html`<p class="happened"><b>${t(`result.${said.result}`)}</b>, ${t("lead.happened", dayAndTime(said.at))}${said.outcomes?.length > 0 && ` · ${t("records.outcomes", { n: said.outcomes.length })}`}</p>`}
    <p>${record.sentence}</p>
    <p class="soft small">${t("lead.sent_by", { name: record.who, ...dayAndTime(record.at) })}${record.handed_at && html` · <b>${t("lead.handed")}</b>`}</p>
    ${record.note && html`<p>${t("lead.says", { note: record.note })}</p>`}
    ${timely && html`<div class="when"><label class="field"><span>${t("lead.which_day")}</span><input type="date" value=${day} onInput=${(event) => setDay(event.target.value)} /></label>
      <label class="field"><span>${t("lead.which_time")}</span><input type="time" value=${time} onInput=${(event) => setTime(event.target.value)} /></label></div>`}
    ${strangers && html`<${Tick} slim on=${without} onChange=${setWithout}>${t("lead.without_unknown")}<//>`}
    <div class="buttons"><button type="button" class="button" onClick=${() => settle("again")}>${t("lead.again")}</button>
      <button type="button" class="button second" onClick=${() => settle("leave")}>${t("lead.leave")}</button></div>
    <p class="code">${record.code}</p>
  </article>`;
}

function Suggestions({ found, decide }) {
  const [said, setSaid] = useState("");
  return html`<${Head} title=${t("lead.suggestions", { n: found.length })} /><main class="lead">
    <${Said} words=${said} />
    ${!found.length && html`<${Notice} tone="good">${t("lead.nothing")}<//>`}
    ${found.map((one) => html`<${Suggestion} one=${one} key=${one.id} decide=${decide} onSaid=${setSaid} />`)}
  </main>`;
}

/** What stands in a field, in words: those of a code, else as it was written. */
const CODED = { relation: "relation", sex: "lead.sex", why: "result" };
const valueOf = (field, value) => (CODED[field] ? named(CODED[field], value) : value);

function Suggestion({ one, decide, onSaid }) {
  const [why, setWhy] = useState("");
  const about = [one.person, one.door].filter(Boolean).join(" · ");
  const settle = (verdict) => decide(one.id, "suggestion.settle", one.origin, { suggestion: one.id, verdict, why }, about,
    () => onSaid(`${about}: ${t(`lead.${verdict}`).toLowerCase()}`));
  return html`<article class="case">
    <h2>${one.words}</h2>
    <p>${about}</p>
    <p class="soft small">${t("lead.suggested_by", { name: one.who, day: dayAndTime(one.at).day })}</p>
    ${one.held && html`<p>${one.held}</p>`}
    ${one.sides.length > 0 && html`<dl>${one.sides.map(([field, listed, found]) => html`<dt>${named("lead.field", field)}</dt><dd>${listed && html`<del>${valueOf(field, listed)}</del> → `}${valueOf(field, found)}</dd>`)}</dl>`}
    ${one.note && html`<p>${t("lead.says", { note: one.note })}</p>`}
    <label class="field"><span>${t("lead.why")}</span><input type="text" value=${why} onInput=${(event) => setWhy(event.target.value)} /></label>
    <div class="buttons"><button type="button" class="button" onClick=${() => settle("accept")}>${t("lead.accept")}</button>
      <button type="button" class="button second" onClick=${() => settle("decline")}>${t("lead.decline")}</button></div>
  </article>`;
}
