// About this phone: language, what the browser promises, which version, and leaving.

import { dayOf, showDay } from "../days.js";
import { ChoosePin, TryPin } from "../pin.js";
import { back, go, here } from "../route.js";
import { sentenceOf } from "../saying.js";
import { choosePin, keep, lock, provePin, rememberPin, signOut, storagePromise, watchLocks } from "../store.js";
import { sync } from "../sync.js";
import { Chips, Head, html, Notice, Secrets, useEffect, useState } from "../ui.js";
import { currentLanguage, LANGUAGES, t } from "../words.js";

export function Settings(ctx) {
  const [locks, setLocks] = useState(null);
  useEffect(() => watchLocks(setLocks), []);
  const [, , name, place] = here().split("/");
  const box = locks?.boxes.find((one) => one.place === place);
  if (!locks) return html`<${Head} title=${t("settings.title")} />`;
  if (name === "pin") return html`<${Head} title=${t("settings.pin")} /><main class="gate"><${ChangePin} has=${locks.pin} /></main>`;
  if (name === "box" && box) return html`<${Head} title=${t("settings.box")} /><main class="gate"><${OldPin} box=${box} /></main>`;
  return html`<${AllSettings} ...${ctx} locks=${locks} />`;
}

/** The PIN of today once more, then a new one twice. */
function ChangePin({ has }) {
  const [proved, setProved] = useState(!has);
  if (!proved) return html`<${TryPin} title=${t("pin.now")} attempt=${provePin} onRight=${() => setProved(true)} />`;
  return html`<${ChoosePin} why=${t("pin.choose_why")} onChosen=${(pin) => choosePin(pin).then(back)} />`;
}

let boxSaid = null; // what the strongbox opened last held, said once

function OldPin({ box }) {
  const [foreign, setForeign] = useState("");
  if (foreign) return html`<${Notice} tone="care" heading=${t("settings.box_foreign", { name: foreign })}>${t("settings.box_foreign_why")}<//>`;
  async function attempt(pin) {
    const opened = await rememberPin(box.place, pin);
    if (opened.wait) return opened.wait;
    if (opened.foreign) setForeign(opened.foreign);
    else boxSaid = t("settings.box_opened", { n: opened.records });
    return 0;
  }
  function right() {
    if (!boxSaid) return;
    back();
    sync({ wanted: true });
  }
  return html`<${TryPin} title=${t("pin.before")} box=${box.place} attempt=${attempt} onRight=${right} />`;
}

function Pin({ locks }) {
  const [said, setSaid] = useState(boxSaid);
  useEffect(() => {
    boxSaid = null;
  }, []);
  return html`<section><h2>${t("settings.pin")}</h2>
    ${said && html`<${Notice} tone="good">${said}<//>`}
    ${locks.pin ? html`<p>${t("settings.pin_on")}</p>` : html`<${Notice} tone="care" heading=${t("settings.pin_off")}>${t("settings.pin_off_why")}<//>`}
    <div class="buttons">
      ${locks.pin && html`<button type="button" class="button" onClick=${lock}>${t("settings.lock_now")}</button>`}
      <button type="button" class="button ${locks.pin ? "second" : ""}" onClick=${() => go("/settings/pin")}>${t(locks.pin ? "settings.pin_change" : "settings.pin_set")}</button>
    </div>
    ${locks.boxes.map((box) => html`<${Notice} key=${box.place} tone="note" heading=${t("settings.box")}>
      ${t("settings.box_why", { n: box.records, day: showDay(dayOf(new Date(box.at))) })}
      <div class="buttons"><button type="button" class="button second" onClick=${() => go(`/settings/box/${box.place}`)}>${t("settings.box_open")}</button></div><//>`)}
  </section>`;
}

function AllSettings({ world, counts, version, canOpenOffline, install, locks }) {
  const [promise, setPromise] = useState(null);
  const [stays, setStays] = useState(false);
  useEffect(() => {
    storagePromise().then(setPromise, () => setPromise("unknown"));
  }, []);
  const { account, teams } = world.me;
  async function leave() {
    if (await signOut()) location.replace("/field/");
    else setStays(true);
  }
  return html`<${Head} title=${t("settings.title")} />
  <main class="settings">
    <section><h2>${t("settings.language")}</h2>
      <${Chips} name="language" label=${t("settings.language")} options=${LANGUAGES.map((code) => [code, t(`language.${code}`)])}
        value=${currentLanguage()} onChange=${(language) => keep({ language })} />
    </section>
    <section><h2>${t("settings.who")}</h2><p><b>${account.name}</b></p>
      ${teams.map((team) => html`<p class="soft">${[team.name, team.area].filter(Boolean).join(" · ")}</p>`)}
      ${world.campaign && html`<p class="soft">${world.campaign.name}, ${showDay(world.campaign.starts_on)} – ${showDay(world.campaign.ends_on)}</p>`}
    </section>
    <${Pin} locks=${locks} />
    <section><h2>${t("settings.this_phone")}</h2>
      ${promise === "kept" && html`<${Notice} tone="good" heading=${t("storage.kept")}>${t("storage.kept_why")}<//>`}
      ${promise && promise !== "kept" && html`<${Notice} tone="care" heading=${t("storage.not_promised")}>${t("storage.not_promised_why")}
        ${promise === "not_promised" && html`<div class="buttons"><button type="button" class="button second" onClick=${() => storagePromise(true).then((promise) => { setPromise(promise); return keep({ promise: promise === "kept" ? promise : "seen" }); })}>${t("storage.ask")}</button></div>`}<//>`}
      ${!canOpenOffline && html`<${Notice} tone="bad" heading=${t("offline.no")}>${t("offline.no_why")}<//>`}
      ${install && html`<button type="button" class="button second wide" onClick=${install}>${t("settings.install")}</button>`}
    </section>
    <${Secrets} />
    <section><h2>${t("settings.leave")}</h2>
      <p>${t("settings.leave_why")}</p>
      ${stays && html`<${Notice} tone="bad" heading=${t("settings.stays")}>${t("settings.stays_why", { what: sentenceOf({ ...counts, sent: 0, counted: 0 }) })}<//>`}
      <button type="button" class="button second" onClick=${leave}>${t("settings.leave_do")}</button>
    </section>
    <p class="soft small">${t("settings.version", { version })}</p>
  </main>`;
}
