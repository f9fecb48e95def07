// My records: what was written down, where each one is, and what needs me.

import { showDay, showTime, stamp } from "../days.js";
import { amendable, repairOf } from "../tray.js";
import { handToLeader, mend, putAside, sendAgain, watchRecords, withdraw } from "../store.js";
import { sync } from "../sync.js";
import { Head, html, Notice, RecordState, Sign, useEffect, useMemo, useState } from "../ui.js";
import shifts from "../later/shifts/words.js";
import { learn, named, t } from "../words.js";

learn(shifts); // what the kinds of its records are called

const STEP = 60;

export function Records({ doors, sentence, speaking, counts, spoke_at, handed_over }) {
  const [most, setMost] = useState(STEP);
  const [rows, setRows] = useState(null);
  useEffect(() => watchRecords(most, setRows), [most]);
  const busy = speaking.doing === "speaking";
  const here = useMemo(() => new Set(doors.map((door) => door.key)), [doors]);
  const refused = (rows || []).filter((row) => row.state === "refused");
  const others = (rows || []).filter((row) => row.state !== "refused");
  return html`<${Head} title=${t("records.title")} />
  <main class="records">
    <p class="sentence">${sentence}</p>
    <p class="small soft">${spoke_at ? t("records.spoke_at", { day: showDay(stamp(new Date(spoke_at)).slice(0, 10)), time: showTime(spoke_at) }) : t("records.never_spoke")}</p>
    <${Trouble} speaking=${speaking} />
    <button type="button" class="button wide second" disabled=${busy} onClick=${() => sync({ wanted: true })}>
      <${Sign} name="again" />${t(busy ? "records.sending" : "records.send_now")}
    </button>
    ${handed_over && html`<p class="soft small">${t("records.carried", { n: handed_over.n, day: showDay(stamp(new Date(handed_over.at)).slice(0, 10)), time: showTime(handed_over.at) })}</p>`}
    ${refused.length > 0 && html`<section><h2>${t("records.need_you")}</h2>
      ${refused.map((row) => html`<${Refused} row=${row} here=${here.has(row.door)} key=${row.op} />`)}</section>`}
    <section><h2 class="unseen">${t("records.all")}</h2>
      ${rows && !rows.length && html`<p class="soft">${t("records.none")}</p>`}
      <ul class="record-list">${others.map((row) => html`<li key=${row.op}><${Line} row=${row} />
        ${amendable(row) && html`<div class="buttons">${here.has(row.door) && html`<a class="button plain" href=${repairOf(row).path}><${Sign} name="pen" />${t("records.correct")}</a>`}
          <button type="button" class="button plain" onClick=${() => withdraw(row.op).then(() => sync())}><${Sign} name="undo" />${t("records.withdraw")}</button></div>`}</li>`)}</ul>
      ${rows?.length === most && html`<button type="button" class="button second wide" onClick=${() => setMost(most + STEP)}>${t("records.more")}</button>`}
    </section>
    <a class="way" href="#/x/carry"><span><b>${t("records.carry")}</b><span class="soft small">${t("records.carry_why")}</span></span><${Sign} name="forward" /></a>
  </main>`;
}

/** What the server did not take: why, and the ways on. `here`: its door is on the list, so it can be opened. */
function Refused({ row, here }) {
  const { path: way, timely } = repairOf(row);
  const path = here ? way : "";
  const [day, setDay] = useState(row.body.at?.slice(0, 10) || "");
  const [time, setTime] = useState(row.body.at?.slice(11, 16) || "08:00");
  const [asking, setAsking] = useState(false);
  const [note, setNote] = useState("");
  const andSend = (done) => done.then(() => sync({ wanted: true }));
  return html`<article class="refused-record">
    <${Line} row=${row} />
    <p>${row.sentence}</p>
    ${timely && html`<div class="when"><label class="field"><span>${t("records.which_day")}</span><input type="date" value=${day} onInput=${(event) => setDay(event.target.value)} /></label>
      <label class="field"><span>${t("records.which_time")}</span><input type="time" value=${time} onInput=${(event) => setTime(event.target.value)} /></label></div>
      <button type="button" class="button wide ${asking ? "second" : ""}" disabled=${!day || !time} onClick=${() => andSend(mend(row.op, { at: `${day}T${time}:00+07:00` }))}>${t("records.send_mended")}</button>`}
    ${!timely && path && html`<a class="button wide ${asking ? "second" : ""}" href=${path}>${t("records.look_and_mend")}</a>`}
    <div class="buttons">
      ${!timely && html`<button type="button" class="button second" onClick=${() => andSend(sendAgain(row.op))}>${t("records.send_again")}</button>`}
      <button type="button" class="button second" aria-expanded=${asking} onClick=${() => setAsking(!asking)}>${t("records.hand")}</button>
      <button type="button" class="button plain" onClick=${() => putAside(row.op)}>${t("records.put_aside")}</button>
    </div>
    ${asking && html`<label class="field"><span>${t("records.hand_note")}</span><input type="text" maxlength="200" value=${note} onInput=${(event) => setNote(event.target.value)} /></label>
      <button type="button" class="button wide" onClick=${() => andSend(handToLeader(row.op, note.trim()))}>${t("records.hand_do")}</button>`}
    <p class="code">${row.code}</p>
  </article>`;
}

/** Why the last call did not work, in plain words; nothing while all is well. */
function Trouble({ speaking }) {
  const { trouble } = speaking;
  if (!trouble || trouble.kind === "refused") return null; // a refusal is said on top of every screen
  return html`<${Notice} tone="note" heading=${t(`trouble.${trouble.kind}`)}>${t(trouble.kind === "full" ? "trouble.full_send" : "trouble.by_itself")}<//>`;
}

/** What a record says, in few words. */
function whatOf({ kind, body }) {
  if (kind !== "encounter.record") return named("kind", kind.replace(".", "_"));
  if (body.withdrawn) return t("records.withdrawal");
  const result = t(`result.${body.result}`);
  return body.outcomes?.length ? `${result} · ${t("records.outcomes", { n: body.outcomes.length })}` : result;
}

function Line({ row }) {
  const { body, saved_at } = row;
  const at = body.at || stamp(new Date(saved_at));
  const since = (row.withdrawn && t("records.withdrawn")) || (row.replaced && t("records.replaced")) || (body.amends && !body.withdrawn && t("records.correction"));
  return html`<div class="record-line ${row.withdrawn || row.replaced ? "withdrawn" : ""}">
    <span class="what"><b>${row.label}</b>
      <span>${whatOf(row)}</span>
      <span class="soft small">${showDay(at.slice(0, 10))} ${at.slice(11, 16)}${since ? ` · ${since}` : ""}</span></span>
    <${RecordState} state=${row.state} />
  </div>`;
}
