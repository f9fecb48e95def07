// Writing down what happened at a door. Every touch is kept as a draft, so a killed tab costs nothing.

import { showDay, today } from "../days.js";
import { about, addressOf, skillName } from "../saying.js";
import { Chips, Head, html, Ladder, LEVELS, Secrets, Sign, Tick, useEffect, useRef, useState } from "../ui.js";
import { bodyOf, daysOffered, emptyDraft, levelOf, mended, outcomesOf, WITH_HELP } from "../visit.js";
import { t } from "../words.js";
import { readDraft, record, writeDraft } from "../store.js";

const REASONS_TO_RETURN = { met: ["go_on", "others"], absent: ["meet"], refused: ["meet"], moved: [], demolished: [] };

/** `onSaved(row, door)` when it is on the phone's disk; `onTrouble(failure)` when it could not be kept. */
export function Record({ door, campaign, result, onSaved, onTrouble }) {
  const [draft, setDraft] = useState(null);
  const saving = useRef(false);
  useEffect(() => {
    readDraft(door.key).then((kept) =>
      setDraft(kept?.result === result ? mended(kept, door.people, campaign.skills) : emptyDraft(result, door.people)),
    );
  }, [door.key, result]);

  if (!draft) return html`<${Head} title=${t(`result.${result}`)} />`;

  function change(changes) {
    const next = { ...draft, ...changes };
    setDraft(next);
    writeDraft(door.key, next).catch(onTrouble);
  }

  async function save() {
    if (saving.current) return; // a second tap of an impatient thumb
    saving.current = true;
    try {
      onSaved(await record(door.origin, bodyOf(draft, door, campaign), addressOf(door)), door);
    } catch (failure) {
      saving.current = false;
      onTrouble(failure);
    }
  }

  const outcomes = outcomesOf(draft, door.stand.levels);
  return html`<${Head} title=${t(`result.${result}`)}><p class="at">${addressOf(door)}</p><//>
  <main class="record">
    ${result === "met" && html`<${Present} door=${door} draft=${draft} change=${change} />
      <${Shown} campaign=${campaign} draft=${draft} change=${change} />
      <${Seen} door=${door} campaign=${campaign} draft=${draft} change=${change} />`}
    ${result === "moved" && html`<p>${t("record.moved_why")}</p>`}
    ${result === "demolished" && html`<p>${t("record.demolished_why")}</p>`}
    ${!["moved", "demolished"].includes(result) && html`<${Return} draft=${draft} change=${change} />`}
    ${result === "met" && html`<${Secrets} />`}
  </main>
  <footer class="save">
    <button type="button" class="button wide" onClick=${save}>
      ${outcomes.length ? t("record.save_with", { n: outcomes.length }) : t("record.save")}
    </button>
  </footer>`;
}

function Present({ door, draft, change }) {
  const grown = door.people.filter((person) => person.segment !== "child").map((person) => person.id);
  const all = grown.length > 0 && grown.every((id) => draft.present.includes(id));
  const tick = (id, on) => change({ present: on ? [...draft.present, id] : draft.present.filter((other) => other !== id) });
  return html`<section>
    <div class="section-head"><h2>${t("record.who")}</h2>
      ${grown.length > 1 && html`<button type="button" class="chip-button" aria-pressed=${all} onClick=${() => change({ present: all ? [] : grown })}>${t("record.everyone")}</button>`}
    </div>
    ${door.people.map((person) => html`<${Tick} key=${person.id} on=${draft.present.includes(person.id)} onChange=${(on) => tick(person.id, on)}>
      <b>${person.name}</b> <span class="soft">${about(person)}</span><//>`)}
    ${!door.people.length && html`<p class="soft">${t("record.nobody_listed")}</p>`}
  </section>`;
}

function Shown({ campaign, draft, change }) {
  function tick(code, on) {
    const { [code]: _gone, ...others } = draft.skills;
    change({ skills: on ? { ...others, [code]: WITH_HELP } : others });
  }
  return html`<section>
    <h2>${t("record.what")}</h2>
    <div class="ticks">${campaign.skills.map((skill) => html`<${Tick} key=${skill.code} slim on=${skill.code in draft.skills} onChange=${(on) => tick(skill.code, on)}>${skillName(skill)}<//>`)}</div>
  </section>`;
}

/** Each service shown: how far they got. One ladder for everyone, and one for whoever differs. */
function Seen({ door, campaign, draft, change }) {
  const skills = campaign.skills.filter((skill) => skill.code in draft.skills);
  const people = door.people.filter((person) => draft.present.includes(person.id));
  if (!skills.length || !people.length) return null;
  return html`${skills.map((skill) => html`<${SkillSeen} key=${skill.code} skill=${skill} people=${people} door=${door} draft=${draft} change=${change} />`)}
    <details class="guide"><summary>${t("level.guide")}</summary>
      <dl>${LEVELS.map((level) => html`<div><dt class="rung step-${level}">${t(`level.short.${level}`)}</dt><dd>${t(`level.${level}`)}</dd></div>`)}</dl>
    </details>`;
}

function SkillSeen({ skill, people, door, draft, change }) {
  const [opened, setOpened] = useState(null);
  const levelFor = (id) => levelOf(draft, id, skill.code, door.stand.levels[id]?.[skill.code]?.level);
  function setOwn(id, level) {
    change({ own: { ...draft.own, [`${id}/${skill.code}`]: level } });
    setOpened(null);
  }
  function setAll(level) {
    const own = Object.fromEntries(Object.entries(draft.own).filter(([key]) => !key.endsWith(`/${skill.code}`)));
    change({ skills: { ...draft.skills, [skill.code]: level }, own });
  }
  const alone = people.length === 1;
  return html`<section class="seen">
    <h2>${skillName(skill)}: ${t("record.how_far")}</h2>
    <${Ladder} name=${`${skill.code}-all`} label=${alone ? people[0].name : t("record.for_all")}
      value=${alone ? levelFor(people[0].id) : draft.skills[skill.code]}
      onChange=${(level) => (alone ? setOwn(people[0].id, level) : setAll(level))} />
    ${!alone && html`<ul class="each">${people.map(({ id, name }) => {
      const level = levelFor(id);
      const open = opened === id;
      return html`<li key=${id}>
        <button type="button" class="person" aria-expanded=${open} onClick=${() => setOpened(open ? null : id)}>
          <span>${name}</span>
          <span class="rung ${level === null ? "none" : `step-${level}`}">${level === null ? t("record.not_this_one") : t(`level.short.${level}`)}</span>
          <${Sign} name="down" />
        </button>
        ${open && html`<${Ladder} name=${`${skill.code}-${id}`} label="" value=${level} onChange=${(chosen) => setOwn(id, chosen)} />
          <button type="button" class="button plain" onClick=${() => setOwn(id, null)}>${t("record.not_this_one_do")}</button>`}
      </li>`;
    })}</ul>`}
  </section>`;
}

function Return({ draft, change }) {
  const now = today();
  const days = daysOffered(now).map(([name, day]) => [day, t(`day.${name}`)]);
  const options = [["none", t("record.no_return")], ...days, ["other", t("day.other")]];
  // A day offered yesterday may not be offered any more: it is still the day that was promised.
  const value = options.some(([key]) => key === draft.back) ? draft.back : "other";
  const on = value === "other" && draft.back !== "other" ? draft.back : draft.back_on;
  return html`<section>
    <h2>${t("record.return")}</h2>
    <${Chips} name="back" label=${t("record.return")} options=${options} value=${value} onChange=${(back) => change({ back })} />
    ${value === "other" && html`<label class="field"><span>${t("record.return_on")}</span>
      <input type="date" min=${now} value=${on} onInput=${(event) => change({ back: "other", back_on: event.target.value })} />
      ${on && html`<span class="hint">${showDay(on)}</span>`}</label>`}
    ${draft.back !== "none" && html`<div class="for">
      ${REASONS_TO_RETURN[draft.result].length > 0 && html`<div class="ticks">${REASONS_TO_RETURN[draft.result].map((reason) => {
        const words = t(`return.${reason}`);
        return html`<${Tick} slim on=${draft.back_for === words} onChange=${(chosen) => change({ back_for: chosen ? words : "" })}>${words}<//>`;
      })}</div>`}
      <label class="field"><span>${t("record.return_for")}</span>
        <input type="text" maxlength="200" autocomplete="off" value=${draft.back_for} onInput=${(event) => change({ back_for: event.target.value })} /></label>
    </div>`}
  </section>`;
}
