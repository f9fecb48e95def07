// One door: who lives there, what was promised, and what happened today.

import { showDay } from "../days.js";
import { about, doorName, RESULTS, RESULT_SIGNS, skillName } from "../saying.js";
import { dropDraft } from "../store.js";
import { Head, html, Marks, Notice, Secrets, Sign } from "../ui.js";
import { t } from "../words.js";

export function Door({ door, campaign, draft }) {
  const { stand } = door;
  return html`<${Head} title=${doorName(door)} />
  <main class="door-page">
    <section class="where">
      <p class="lane-name">${[door.lane || (!door.house && door.address), door.group].filter(Boolean).join(" · ")}</p>
      <h2>${door.head || t("door.no_name")}</h2>
      ${door.reasons.length > 0 && html`<${Marks} reasons=${door.reasons} />`}
      ${stand.last_result && html`<p>${t("door.last", { result: t(`result.${stand.last_result}.done`), day: showDay(stand.last_on) })}${" "}
        ${stand.attempts > 1 && html`<span class="soft">${t("door.attempts", { n: stand.attempts })}</span>`}
        ${stand.pending && html` <span class="badge care"><${Sign} name="clock" />${t("state.pending")}</span>`}</p>`}
      ${(stand.come_back_on || stand.come_back_for) && html`<p class="promise"><${Sign} name="again" />
        ${stand.come_back_on ? t("door.promised", { day: showDay(stand.come_back_on) }) : t("door.promised_some_day")}
        ${stand.come_back_for && `: ${stand.come_back_for}`}</p>`}
    </section>
    ${door.needsYou && html`<${Notice} tone="bad"><a href="#/records">${t("door.needs_you")}</a><//>`}
    ${draft && html`<${Notice} tone="care" heading=${t("draft.here", { result: t(`result.${draft.result}`) })}>
      <div class="buttons"><a class="button" href=${`#/door/${door.key}/${draft.result}`}>${t("draft.go_on")}</a>
      <button type="button" class="button plain" onClick=${() => dropDraft(door.key)}>${t("draft.drop")}</button></div><//>`}
    <section>
      <h2 class="people-title">${t("door.people", { n: door.people.length })}</h2>
      <ul class="people">${door.people.map((person) => html`<${Person} key=${person.id} person=${person} levels=${stand.levels[person.id]} skills=${campaign?.skills || []} />`)}</ul>
    </section>
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
