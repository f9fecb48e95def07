// The first screen: a badge link becomes this person's phone. Nothing to type.

import { sentenceOf } from "../saying.js";
import { keep, readKept } from "../store.js";
import { Chips, html, Notice, Secrets, Sign, useState } from "../ui.js";
import { currentLanguage, LANGUAGES, t } from "../words.js";
import { claim } from "../wire.js";

// A chat app's own browser forgets what it keeps, and a badge works once: better said before than after.
const INSIDE_A_CHAT = /Zalo|FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger/i;

/** What phone this is, as far as the browser tells: "Android 10 · Chrome". */
function label() {
  const agent = navigator.userAgent;
  const system = /Android [\d.]+|iPhone OS [\d_]+|iPad|Windows|Macintosh|Linux/.exec(agent)?.[0].replace(/_/g, ".") || "?";
  const browser = /SamsungBrowser|coc_coc|Firefox|EdgA?|OPR|Chrome|Safari/.exec(agent)?.[0] || "?";
  return `${system} · ${browser}`;
}

/** The secret in a badge link, also when only the part after the # was pasted. */
const secretIn = (link) => (link.includes("#") ? link.slice(link.indexOf("#") + 1) : link).trim();

/**
 * `owner`: whose phone this already is, `cutOff` when that badge no longer works (`sentence`: as the server said
 * it). `onClaimed(values)` puts what the claim gave under lock; until it has, the badge can be opened again.
 */
export function Badge({ secret, owner, cutOff, language, counts, sentence, onClaimed, onSkip }) {
  const [pasted, setPasted] = useState("");
  const [doing, setDoing] = useState(false);
  const [trouble, setTrouble] = useState(null);
  const using = secret || secretIn(pasted);
  const full = !cutOff && counts.waiting + counts.refused > 0;

  async function begin(event) {
    event.preventDefault();
    setDoing(true);
    setTrouble(null);
    try {
      // Kept before asking: when the answer is lost, asking again with the same key gives the same phone.
      const { claim_key: before } = await readKept();
      const key = before || crypto.randomUUID();
      await keep({ claim_key: key });
      const device = await claim(using, label(), key);
      if (!language) await keep({ language: device.account.language });
      await onClaimed({ device, claim_key: "", cut_off: "", pin: device.pin });
    } catch (failure) {
      setTrouble(failure);
      setDoing(false);
    }
  }

  return html`<main class="claim">
    <p class="mark"><img src="/static/look/icons/icon.svg" alt="" width="40" height="40" /><span>Từng Ngõ</span></p>
    <${Chips} name="language" label=${t("settings.language")} options=${LANGUAGES.map((code) => [code, t(`language.${code}`)])}
      value=${currentLanguage()} onChange=${(language) => keep({ language })} />
    ${owner
      ? html`<h1>${t(cutOff ? "badge.cut_off" : "badge.owned", { name: owner })}</h1>
        ${sentence && html`<${Notice} tone="bad">${sentence}<//>`}
        <p>${cutOff ? t("badge.cut_off_why") : t(full ? "badge.owned_full" : "badge.owned_why")}</p>
        ${cutOff && html`<p class="sentence">${sentenceOf({ ...counts, sent: 0, counted: 0 })}</p>`}
        ${onSkip && html`<div class="buttons"><button type="button" class="button wide ${cutOff ? "second" : ""}" onClick=${onSkip}>${t("badge.to_list")}</button></div>`}`
      : html`<h1>${t(secret ? "badge.welcome" : "badge.scan")}</h1>
        <p>${t(secret ? "badge.welcome_why" : "badge.scan_why")}</p>`}
    ${INSIDE_A_CHAT.test(navigator.userAgent) && html`<${Notice} tone="care" heading=${t("badge.inside")}>${t("badge.inside_why")}<//>`}
    ${!(owner && (full || (!secret && !cutOff))) && html`<form onSubmit=${begin}>
      ${!secret && html`<label class="field"><span>${t("badge.paste")}</span>
        <input type="text" value=${pasted} autocomplete="off" autocapitalize="off" spellcheck="false" onInput=${(event) => setPasted(event.target.value)} /></label>`}
      ${trouble && html`<${Notice} tone="bad" heading=${trouble.sentence || t("badge.no_line")}>${trouble.sentence ? "" : t("badge.no_line_why")}<//>`}
      <button class="button wide ${owner && !cutOff ? "second" : ""}" disabled=${doing || !using}>
        ${doing ? t("badge.doing") : owner ? t("badge.replace") : html`${t("badge.begin")}<${Sign} name="forward" />`}</button>
    </form>`}
    <${Secrets} />
  </main>`;
}
