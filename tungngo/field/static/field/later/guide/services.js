// The list of services that have a guide, and which of them open without a network.

import { skillName } from "../../saying.js";
import { Head, html, Notice, Secrets, Sign, useEffect, useState } from "../../ui.js";
import { currentLanguage, number, t } from "../../words.js";
import { choose, languageName, servicesOf } from "./choice.js";
import { dropOld, keepAll, keptOf } from "./keep.js";

const size = (bytes) =>
  bytes < 1_000_000 ? `${number(Math.max(1, Math.round(bytes / 1000)))} kB` : `${number(Math.round(bytes / 100_000) / 10)} MB`;

export function Services({ skills, index }) {
  const [kept, setKept] = useState(null);
  const services = servicesOf(skills, index);
  const look = () => keptOf(index).then(setKept);
  useEffect(() => {
    const own = services.map(({ lines }) => choose(lines, [currentLanguage()]));
    look()
      .then(() => keepAll(own, { media: false, tell: look }))
      .then(() => dropOld(index))
      .catch((failure) => console.info(failure)); // the signs beside the services say what is missing
  }, []);
  if (!services.length) {
    return html`<${Head} title=${t("guides.title")} /><main><h2>${t("guides.none")}</h2><p>${t("guides.none_why")}</p></main>`;
  }
  return html`<${Head} title=${t("guides.title")} />
  <main class="guide-services">
    <${Secrets} />
    <ul>${services.map(({ skill, lines }) => html`<${Service} key=${skill.code} skill=${skill} lines=${lines} kept=${kept} />`)}</ul>
    ${kept && html`<${KeepAll} missing=${index.filter((line) => !kept.has(line.digest))} onKept=${look} />`}
  </main>`;
}

function Service({ skill, lines, kept }) {
  const line = choose(lines, [currentLanguage()]);
  const here = kept?.has(line.digest);
  const names = new Map(lines.map((one) => [one.language, languageName(one, currentLanguage())]));
  const others = [...names].filter(([tag]) => tag !== line.language).map(([, name]) => name).join(", ");
  return html`<li><a href=${`#/x/guide/${skill.code}`}>
    <b>${skillName(skill)}</b>
    <span>${line.title}</span>
    <span class="guide-about">
      ${kept && html`<span class="badge ${here ? "good" : "quiet"}"><${Sign} name=${here ? "check" : "clock"} />${t(here ? "guides.here" : "guides.needs_line")}</span>`}
      <span class="soft">${t("guides.steps", { n: line.steps })}${others && ` · ${t("guides.also", { languages: others })}`}</span>
    </span>
  </a></li>`;
}

/** Everything at once, while there is a good line: how much it is comes first. */
function KeepAll({ missing, onKept }) {
  const [done, setDone] = useState(null);
  const [cut, setCut] = useState(false);
  if (!missing.length && done === null) return html`<p class="soft">${t("guides.all_here")}</p>`;
  const bytes = missing.reduce((sum, line) => sum + line.bytes, 0);
  async function keep() {
    setCut(false);
    setDone(0);
    try {
      await keepAll(missing, { tell: setDone });
    } catch (failure) {
      console.info(failure);
      setCut(true);
    }
    await onKept();
    setDone(null);
  }
  return html`<section>
    ${cut && html`<${Notice} tone="care" heading=${t("guides.cut")}>${t("guides.cut_why")}<//>`}
    ${done === null
      ? html`<button type="button" class="button second wide" onClick=${keep}>${t("guides.keep_all", { size: size(bytes) })}</button>
        <p class="soft small">${t("guides.keep_all_why")}</p>`
      : html`<label class="guide-progress"><span>${t("guides.keeping", { done, whole: missing.length })}</span>
        <progress max=${missing.length} value=${done}></progress></label>`}
  </section>`;
}
