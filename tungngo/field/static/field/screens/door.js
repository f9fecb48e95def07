// One door: who lives there, what was promised, and what happened today.

import { showDay } from "../days.js";
import { about, doorName, guideOf, RESULTS, RESULT_SIGNS, skillName } from "../saying.js";
import { dropDraft, watchDoor, withdraw } from "../store.js";
import { sync } from "../sync.js";
import { amendable } from "../tray.js";
import { Head, html, Marks, Notice, RecordState, Secrets, Sign, useEffect, useState } from "../ui.js";
import { t } from "../words.js";

export function Door({ door, campaign, draft }) {
  const { stand } = door;
  const known = (campaign?.skills || []).filter((skill) => Object.values(stand.levels).some((levels) => levels[skill.code]));
  return html`<${Head} title=${doorName(door)} />
  <main class="door-page">
    <section class="where">
      <p class="lane-name">${[door.lane || (!door.house && door.address), door.group].filter(Boolean).join(" · ")}</p>
      <h2>${door.head || t("door.no_name")}</h2>
      ${door.found && html`<p><span class="badge care"><${Sign} name="clock" />${t("different.found")}</span></p>`}
      ${door.reasons.length > 0 && html`<${Marks} reasons=${door.reasons} />`}
      ${stand.last_result && html`<p>${t("door.last", { result: t(`result.${stand.last_result}.done`), day: showDay(stand.last_on) })}${" "}
        ${stand.attempts > 1 && html`<span class="soft">${t("door.attempts", { n: stand.attempts })}</span>`}
        ${stand.pending && html` <span class="badge care"><${Sign} name="clock" />${t("state.pending")}</span>`}</p>`}
      ${(stand.come_back_on || stand.come_back_for) && html`<p class="promise"><${Sign} name="again" />
        ${stand.come_back_on ? t("door.promised", { day: showDay(stand.come_back_on) }) : t("door.promised_some_day")}
        ${stand.come_back_for && `: ${stand.come_back_for}`}</p>`}
    </section>
    ${door.needsYou && html`<${Notice} tone="bad"><a class="whole" href="#/records">${t("door.needs_you")}</a><//>`}
    ${draft && html`<${Notice} tone="care" heading=${t("draft.here", { result: t(`result.${draft.result}`) })}>
      <div class="buttons"><a class="button" href=${`#/door/${door.key}/${draft.result}`}>${t("draft.go_on")}</a>
      <button type="button" class="button plain" onClick=${() => dropDraft(door.key)}>${t("draft.drop")}</button></div><//>`}
    <section>
      <h2 class="people-title">${t("door.people", { n: door.people.length })}</h2>
      <ul class="people">${door.people.map((person) => html`<${Person} key=${person.id} person=${person} levels=${stand.levels[person.id]} skills=${campaign?.skills || []} />`)}</ul>
      <p><a class="different" href=${`#/x/suggest/${door.key}`}>${t("different.ask")}</a></p>
    </section>
    ${known.length > 0 && html`<nav class="guides" aria-label=${t("door.guides")}><h2>${t("door.guides")}</h2>
      <ul class="ticks">${known.map((skill) => html`<li key=${skill.code}><a class="chip-button" href=${guideOf(skill, door)}>${skillName(skill)}</a></li>`)}</ul></nav>`}
    <${Mine} door=${door} />
    <${Secrets} />
  </main>
  <nav class="results" aria-label=${t("door.what_happened")}>
    ${campaign
      ? RESULTS.map((result) => html`<a class="result ${result}" href=${`#/door/${door.key}/${result}`}><${Sign} name=${RESULT_SIGNS[result]} />${t(`result.${result}`)}</a>`)
      : html`<p>${t("door.no_campaign")}</p>`}
  </nav>`;
}

function Person({ person, levels, skills }) {
  const known = skills.filter((skill) => levels?.[skill.code]);
  return html`<li><b>${person.name}</b><span class="soft">${about(person)}</span>
    ${known.length > 0 && html`<ul class="known">${known.map((skill) => {
      const { level, pending } = levels[skill.code];
      return html`<li class="rung step-${level} ${pending ? "pending" : ""}"><span>${skillName(skill)}</span> ${t(`level.short.${level}`)}${pending && html`<${Sign} name="clock" /><span class="unseen">${t("state.pending")}</span>`}</li>`;
    })}</ul>`}
  </li>`;
}

/** What this phone recorded here, newest first, and what became of it. */
function Mine({ door }) {
  const [rows, setRows] = useState([]);
  useEffect(() => watchDoor(door.key, setRows), [door.key]);
  const mine = rows.filter((row) => row.kind === "encounter.record");
  const told = rows.filter((row) => row.kind === "suggestion.make");
  return html`
    ${told.length > 0 && html`<section><h2>${t("different.told")}</h2>
      <ul class="record-list">${told.map((row) => html`<${Told} key=${row.op} row=${row} only=${!mine.length} />`)}</ul></section>`}
    ${mine.length > 0 && html`<section><h2>${t("fix.mine")}</h2>
      <ul class="record-list">${mine.map((row) => html`<${Line} key=${row.op} row=${row} door=${door} />`)}</ul></section>`}`;
}

/** What was said to be different here. It can be taken back while nobody has heard it and nothing rests on it. */
function Told({ row, only }) {
  const { body, state, tries } = row;
  const rests = body.what.endsWith("_found") && !only;
  return html`<li><div class="record-line"><span class="what"><b>${row.label.split(": ").pop()}</b>
      <span class="soft small">${showDay(body.at.slice(0, 10))} ${body.at.slice(11, 16)}</span></span>
    <${RecordState} state=${state} /></div>
    ${state === "waiting" && !tries && !rests && html`<div class="buttons"><button type="button" class="button plain" onClick=${() => withdraw(row.op)}><${Sign} name="undo" />${t("different.not")}</button></div>`}
  </li>`;
}

function Line({ row, door }) {
  const { body, state } = row;
  const gone = row.withdrawn || row.replaced;
  const words = [
    showDay(body.at.slice(0, 10)) + " " + body.at.slice(11, 16),
    body.outcomes.length > 0 && !body.withdrawn && t("records.outcomes", { n: body.outcomes.length }),
    row.withdrawn ? t("records.withdrawn") : row.replaced ? t("fix.replaced") : body.amends && !body.withdrawn && t("fix.is_correction"),
  ];
  return html`<li><div class="record-line ${gone ? "withdrawn" : ""}">
    <span class="what"><b>${t(body.withdrawn ? "records.withdrawal" : `result.${body.result}`)}</b>
      <span class="soft small">${words.filter(Boolean).join(" · ")}</span></span>
    <${RecordState} state=${state} /></div>
    ${amendable(row) && html`<div class="buttons">
      <a class="button second" href=${`#/door/${door.key}/${body.result}/${row.op}`}>${t("fix.do")}</a>
      ${state !== "refused" && html`<button type="button" class="button plain" onClick=${() => withdraw(row.op).then(() => sync())}><${Sign} name="undo" />${t("records.withdraw")}</button>`}
    </div>`}
  </li>`;
}
