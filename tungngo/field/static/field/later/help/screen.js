// A call for help at home: take it, call, go there, give it back or close it.

import { HelpState, whatWords, wishWords } from "../../cards.js";
import { stamp } from "../../days.js";
import { uuid7 } from "../../ids.js";
import { back } from "../../route.js";
import { addressOf } from "../../saying.js";
import { callsNow } from "../../standing.js";
import { say } from "../../store.js";
import { syncAfterSaving } from "../../sync.js";
import { Chips, Head, html, Notice, Secrets, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { useOnce } from "../once.js";
import words from "./words.js";

learn(words);

const WHYS = ["cannot", "not_needed", "not_found"];

export default function Screen({ parts, doors, world, rows, onTrouble }) {
  const [why, setWhy] = useState("");
  const once = useOnce(rows);
  const call = callsNow(world.help || [], rows || []).find((one) => one.id === parts[0]);
  if (!call) return html`<${Head} title=${t("call.title")} /><main><div class="nothing"><h2>${t("call.gone")}</h2><p>${t("call.gone_why")}</p></div></main>`;
  const door = doors.find((one) => call.household && one.key === `${call.origin}/${call.household}`);
  const name = call.name || door?.head || t("help.somebody");
  const mine = call.state === "taken";
  const tell = (kind, said = {}) => say(kind, call.origin, { id: uuid7(), request: call.id, at: stamp(), ...said },
    { door: call.household ? `${call.origin}/${call.household}` : "", label: name }).then(syncAfterSaving);
  const take = () => once("take", () => tell("help.take")).catch(onTrouble);
  const close = (kind, said) => once("close", () => tell(kind, said).then(back)).catch(onTrouble);
  const what = whatWords(call, world.campaign?.skills || []);
  const whys = mine ? WHYS : WHYS.slice(1);
  return html`<${Head} title=${t(call.advised ? "call.title_advised" : "call.title")} />
  <main class="call-page">
    <section>
      <h2>${name}</h2>
      <p>${door ? addressOf(door) : [call.where, call.group].filter(Boolean).join(" · ")}</p>
      <p><${HelpState} call=${call} /> ${call.late && html`<strong class="late">${t("help.overdue")}</strong> `}${wishWords(call)}</p>
      ${what && html`<p class="what">${what}</p>`}
    </section>
    ${call.pending && html`<${Notice} tone="care">${t("call.waits")}<//>`}
    <div class="buttons">
      ${!mine && html`<button type="button" class="button wide" onClick=${take}>${t("call.take")}</button>`}
      ${mine && call.phone && html`<a class="button wide" href=${`tel:${call.phone}`}>${t("call.phone", { phone: call.phone })}</a>`}
      ${door && html`<a class="button wide ${mine && !call.phone ? "" : "second"}" href=${`#/door/${door.key}`}>${t("call.door")}</a>`}
      ${mine && !call.household && html`<button type="button" class="button wide second" onClick=${() => close("help.done", { words: "" })}>${t("call.done")}</button>`}
    </div>
    ${mine && call.household && html`<p class="small soft">${t("call.done_by_itself")}</p>`}
    <section><h2>${t("call.drop")}</h2>
      <${Chips} name="why" label=${t("call.drop")} options=${whys.map((code) => [code, t(`call.why.${code}`)])} value=${why} onChange=${setWhy} />
      ${why && html`<button type="button" class="button second wide" onClick=${() => close("help.drop", { why, words: "" })}>${t("call.drop_do")}</button>`}
    </section>
    <${Secrets} />
  </main>`;
}
