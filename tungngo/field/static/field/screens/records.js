// My records: what was written down, where each one is, and what needs me.

import { showDay, showTime, stamp } from "../days.js";
import { putAside, sendAgain, watchRecords, withdraw } from "../store.js";
import { sync } from "../sync.js";
import { Head, html, Notice, RecordState, Sign, useEffect, useState } from "../ui.js";
import { t } from "../words.js";

const STEP = 60;

export function Records({ sentence, speaking, spoke_at }) {
  const [most, setMost] = useState(STEP);
  const [rows, setRows] = useState(null);
  useEffect(() => watchRecords(most, setRows), [most]);
  const busy = speaking.doing === "speaking";
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
    ${refused.length > 0 && html`<section><h2>${t("records.need_you")}</h2>
      ${refused.map((row) => html`<article class="refused-record" key=${row.op}>
        <${Line} row=${row} />
        <p>${row.sentence}</p><p class="code">${row.code}</p>
        <div class="buttons"><button type="button" class="button" onClick=${() => sendAgain(row.op).then(() => sync({ wanted: true }))}>${t("records.send_again")}</button>
        <button type="button" class="button plain" onClick=${() => putAside(row.op)}>${t("records.put_aside")}</button></div>
      </article>`)}</section>`}
    <section><h2 class="unseen">${t("records.all")}</h2>
      ${rows && !rows.length && html`<p class="soft">${t("records.none")}</p>`}
      <ul class="record-list">${others.map((row) => html`<li key=${row.op}><${Line} row=${row} />
        ${!row.body.withdrawn && !row.withdrawn && row.state !== "aside" && html`<button type="button" class="button plain" onClick=${() => withdraw(row.op).then(() => sync())}>
          <${Sign} name="undo" />${t("records.withdraw")}</button>`}</li>`)}</ul>
      ${rows?.length === most && html`<button type="button" class="button second wide" onClick=${() => setMost(most + STEP)}>${t("records.more")}</button>`}
    </section>
  </main>`;
}

/** Why the last call did not work, in plain words; nothing while all is well. */
function Trouble({ speaking }) {
  const { trouble } = speaking;
  if (!trouble || trouble.kind === "refused") return null; // a refusal is said on top of every screen
  return html`<${Notice} tone="note" heading=${t(`trouble.${trouble.kind}`)}>${t("trouble.by_itself")}<//>`;
}

function Line({ row }) {
  const { body } = row;
  const what = body.withdrawn ? t("records.withdrawal") : t(`result.${body.result}`);
  return html`<div class="record-line ${row.withdrawn ? "withdrawn" : ""}">
    <span class="what"><b>${row.label}</b>
      <span>${what}${body.outcomes.length > 0 && !body.withdrawn ? ` · ${t("records.outcomes", { n: body.outcomes.length })}` : ""}</span>
      <span class="soft small">${showDay(body.at.slice(0, 10))} ${body.at.slice(11, 16)}${row.withdrawn ? ` · ${t("records.withdrawn")}` : ""}</span></span>
    <${RecordState} state=${row.state} />
  </div>`;
}
