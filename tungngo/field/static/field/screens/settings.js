// About this phone: language, what the browser promises, which version, and leaving.

import { showDay } from "../days.js";
import { sentenceOf } from "../saying.js";
import { keep, signOut, storagePromise } from "../store.js";
import { Chips, Head, html, Notice, Secrets, useEffect, useState } from "../ui.js";
import { currentLanguage, LANGUAGES, t } from "../words.js";

export function Settings({ world, counts, version, canOpenOffline, install }) {
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
    <section><h2>${t("settings.this_phone")}</h2>
      ${promise === "kept" && html`<${Notice} tone="good" heading=${t("storage.kept")}>${t("storage.kept_why")}<//>`}
      ${promise && promise !== "kept" && html`<${Notice} tone="care" heading=${t("storage.not_promised")}>${t("storage.not_promised_why")}
        ${promise === "not_promised" && html`<div class="buttons"><button type="button" class="button second" onClick=${() => storagePromise(true).then(setPromise)}>${t("storage.ask")}</button></div>`}<//>`}
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
