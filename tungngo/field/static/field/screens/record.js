// Writing down what happened at a door, or putting right what was written down. Every touch is kept as a
// draft, so a killed tab costs nothing.

import { showDay, today } from "../days.js";
import { fetched, Gap } from "../later.js";
import besides from "../later/beside/words.js";
import { about, addressOf, guideOf, RESULTS, skillName } from "../saying.js";
import { amend, dropDraft, readDraft, readRecord, record, writeDraft } from "../store.js";
import { amendable } from "../tray.js";
import { Chips, Head, html, Ladder, LEVELS, Notice, Secrets, Sign, Tick, useEffect, useMemo, useRef, useState } from "../ui.js";
import { bodyOf, coarse, consentOf, daysOffered, draftOf, emptyDraft, isTeaching, levelOf, mended, outcomesOf, PLACES, teacherOf, teachersAround, unanswered, WITH_HELP } from "../visit.js";
import { currentLanguage, learn, t } from "../words.js";

learn(besides);

const REASONS_TO_RETURN = { met: ["go_on", "others"], absent: ["meet"], refused: ["meet"], moved: [], demolished: [] };
const CONSENTS = ["none", "spoken", "signed", "witness"];
const NO_LEVELS = {};

/**
 * `op`: the record to correct, or nothing for a new one. `doors`: all on this phone, for who teaches there. `mates`: [{id, name}] of the team. `onSaved(row,
 * door)` when it is on the phone's disk; `onTrouble(failure)` when it could not be kept.
 */
export function Record({ door, doors = [], campaign, mates = [], result, op, onSaved, onTrouble }) {
  const [draft, setDraft] = useState(null);
  const [before, setBefore] = useState(null); // the record that is corrected
  const [asked, setAsked] = useState(false);
  const saving = useRef(false);
  const place = op ? `${door.key}/${op}` : door.key; // where the draft is kept
  useEffect(() => {
    const fresh = (row) => (row ? draftOf(row.body, door.people, campaign.skills) : emptyDraft(result, door.people));
    Promise.all([readDraft(place), op && readRecord(op)]).then(([kept, row]) => {
      const goesOn = kept && (op || kept.result === result);
      setBefore(row || null);
      setDraft(goesOn ? mended(kept, door.people, campaign.skills) : { ...fresh(row), result });
    });
  }, [place, result]);

  if (!draft) return html`<${Head} title=${t(`result.${result}`)} />`;
  if (op && !(before && amendable(before))) return html`<${Settled} door=${door} />`;

  function change(changes) {
    const next = { ...draft, ...changes };
    setDraft(next);
    writeDraft(place, next).catch(onTrouble);
  }

  // What is known since must not raise what is put right: a correction says what was seen then.
  const levels = op ? NO_LEVELS : door.stand.levels;
  const open = unanswered(draft, campaign.skills, levels);

  async function save() {
    if (open.length) {
      setAsked(true);
      document.querySelector(`#consent-${open[0]} input`)?.focus();
      document.getElementById(`consent-${open[0]}`)?.scrollIntoView({ block: "center" });
      return;
    }
    if (saving.current) return; // a second tap of an impatient thumb
    saving.current = true;
    const said = bodyOf(draft, door, campaign, levels);
    try {
      if (!op) return onSaved(await record(door.origin, said, addressOf(door)), door);
      const row = await amend(op, { place: "door", taught: [], consents: [], consent_text: null, photos: [], near: null, ...said });
      await dropDraft(place);
      return row ? onSaved(row, door) : setBefore(null);
    } catch (failure) {
      saving.current = false;
      return onTrouble(failure);
    }
  }

  const { result: now } = draft;
  const shared = { door, doors, campaign, mates, draft, change, levels, asked };
  return html`<${Head} title=${t(op ? "fix.title" : `result.${now}`)}><p class="at">${addressOf(door)}</p><//>
  <main class="record">
    ${op && html`<${Correcting} before=${before} draft=${draft} change=${change} />`}
    ${now === "met" && html`<${Present} ...${shared} />
      ${!draft.at_session && html`<${Place} draft=${draft} change=${change} />`}
      <${Shown} ...${shared} />
      <${Seen} ...${shared} />`}
    ${now === "moved" && html`<p>${t("record.moved_why")}</p>`}
    ${now === "demolished" && html`<p>${t("record.demolished_why")}</p>`}
    ${!["moved", "demolished"].includes(now) && html`<${Return} draft=${draft} change=${change} />`}
    ${campaign.photo_of && html`<${Photos} wish=${campaign.photo_of} door=${door.key} draft=${draft} change=${change} onTrouble=${onTrouble} />`}
    ${campaign.asks_place && html`<${Near} draft=${draft} change=${change} />`}
    ${now === "met" && html`<${Secrets} />`}
  </main>
  <footer class="save">
    <button type="button" class="button wide" onClick=${save}>${saveWords(draft, levels)}</button>
  </footer>`;
}

/** What saving will say, so that nobody saves less than they mean to. */
function saveWords(draft, levels) {
  const { length } = outcomesOf(draft, levels);
  if (length) return t("record.save_with", { n: length });
  if (draft.result !== "met") return t("record.save");
  if (draft.present.length) return t("record.save_nothing_shown");
  return t(draft.unlisted ? "record.save_unlisted" : "record.save_nobody_named");
}

function Settled({ door }) {
  return html`<${Head} title=${t("fix.title")}><p class="at">${addressOf(door)}</p><//>
    <main><${Notice} tone="note" heading=${t("fix.settled")}><a href=${`#/door/${door.key}`}>${t("fix.settled_why")}</a><//></main>`;
}

function Correcting({ before, draft, change }) {
  const { at } = before.body;
  const when = { time: at.slice(11, 16), day: showDay(at.slice(0, 10)) };
  const left = before.state !== "waiting" || before.tries > 0;
  return html`<section class="correcting">
    <${Notice} tone="note" heading=${t("fix.of", when)}>${t(left ? "fix.after_sent" : "fix.before_sent")}<//>
    <${Chips} name="result" label=${t("fix.result")} options=${RESULTS.map((code) => [code, t(`result.${code}`)])}
      value=${draft.result} onChange=${(result) => change({ result })} />
  </section>`;
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
    ${!draft.present.length && html`<${Tick} slim on=${draft.unlisted} onChange=${(unlisted) => change({ unlisted })}>${t("record.unlisted")}<//>`}
  </section>`;
}

/** Where they were met: at the door unless said otherwise. */
function Place({ draft, change }) {
  return html`<details class="more" open=${draft.place !== "door"}><summary>${t("beside.place")}: ${t(`beside.place.${draft.place}`)}</summary>
    <${Chips} name="place" label=${t("beside.place")} options=${PLACES.map((code) => [code, t(`beside.place.${code}`)])} value=${draft.place} onChange=${(place) => change({ place })} />
  </details>`;
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
function Seen({ door, campaign, draft, ...rest }) {
  const skills = campaign.skills.filter((skill) => skill.code in draft.skills);
  const people = door.people.filter((person) => draft.present.includes(person.id));
  if (!skills.length || !people.length) return null;
  return html`${skills.map((skill) => html`<${SkillSeen} key=${skill.code} door=${door} campaign=${campaign} skill=${skill} people=${people} draft=${draft} ...${rest} />`)}
    <details class="guide"><summary>${t("level.guide")}</summary>
      <dl>${LEVELS.map((level) => html`<div><dt class="rung step-${level}">${t(`level.short.${level}`)}</dt><dd>${t(`level.${level}`)}</dd></div>`)}</dl>
    </details>`;
}

/** A map of what was said, without what single people said otherwise about a service. */
const withoutOwn = (map, code) => Object.fromEntries(Object.entries(map).filter(([key]) => !key.endsWith(`/${code}`)));

function SkillSeen({ door, doors, campaign, skill, people, mates, draft, change, levels, asked }) {
  const [opened, setOpened] = useState(null);
  const { code } = skill;
  const levelFor = (id) => levelOf(draft, id, code, levels[id]?.[code]?.level);
  function setOwn(id, level) {
    change({ own: { ...draft.own, [`${id}/${code}`]: level } });
    setOpened(null);
  }
  const setAll = (level) => change({ skills: { ...draft.skills, [code]: level }, own: withoutOwn(draft.own, code) });
  const alone = people.length === 1;
  const neighbours = useMemo(() => teachersAround(doors, door, code), [doors, door.key, code]);
  const beside = { campaign, skill, people, mates, neighbours, draft, change };
  return html`<section class="seen">
    <div class="section-head"><h2>${skillName(skill)}: ${t("record.how_far")}</h2>
      <a class="round quiet" href=${guideOf(skill, door)}><${Sign} name="file" />${t("record.guide")}</a></div>
    <${Ladder} name=${`${code}-all`} label=${alone ? people[0].name : t("record.for_all")}
      value=${alone ? levelFor(people[0].id) : draft.skills[code]}
      onChange=${(level) => (alone ? setOwn(people[0].id, level) : setAll(level))} />
    ${!alone && html`<ul class="each">${people.map(({ id, name }) => {
      const level = levelFor(id);
      const open = opened === id;
      return html`<li key=${id}>
        <button type="button" class="person" aria-expanded=${open} onClick=${() => setOpened(open ? null : id)}>
          <span>${name}<${Said} id=${id} ...${beside} /></span>
          <span class="rung ${level === null ? "none" : `step-${level}`}">${level === null ? t("record.not_this_one") : t(`level.short.${level}`)}</span>
          <${Sign} name="down" />
        </button>
        ${open && html`<div class="of-one"><${Ladder} name=${`${code}-${id}`} label="" value=${level} onChange=${(chosen) => setOwn(id, chosen)} />
          <button type="button" class="button plain" onClick=${() => setOwn(id, null)}>${t("record.not_this_one_do")}</button>
          <${Teacher} id=${id} ...${beside} />
          <${Consent} id=${id} ...${beside} /></div>`}
      </li>`;
    })}</ul>`}
    ${skill.consent && html`<${Consent} wanted=${asked} ...${beside} />`}
    <details class="more"><summary>${t("beside.more")}</summary>
      <${Teacher} ...${beside} />
      ${!skill.consent && html`<${Consent} ...${beside} />`}
    </details>
  </section>`;
}

const nameIn = (list, id) => list.find((one) => one.id === id)?.name || t("beside.somebody");

/** In a few words what differs from the usual: somebody else taught, something was done for them. */
function Said({ id, skill, people, mates, neighbours, draft }) {
  const [kind, who] = teacherOf(draft, id, skill.code);
  const consent = consentOf(draft, id, skill.code)?.[0] || "none";
  const words = [
    kind !== "me" && t("beside.taught_by", { name: nameIn({ member: mates, neighbour: neighbours }[kind] || people, who) }),
    isTeaching(draft, id, skill.code) && t("beside.taught_here"),
    consent !== "none" && t(`beside.short.${consent}`),
  ].filter(Boolean);
  return words.length > 0 && html`<small class="under soft">${words.join(" · ")}</small>`;
}

/** Who taught: everyone (no `id`), or one person. Me unless said otherwise. */
function Teacher({ id, skill, people, mates, neighbours, draft, change }) {
  const { code } = skill;
  const others = people.filter((person) => person.id !== id);
  const relatives = people.length > 1 ? others : [];
  if (!relatives.length && !mates.length && !neighbours.length) return null;
  const [kind, who = ""] = id ? teacherOf(draft, id, code) : draft.taught[code] || ["me"];
  function choose(written) {
    const [chosen, of] = written.split(" ");
    const said = of ? [chosen, of] : [chosen];
    change({ taught: id ? { ...draft.taught, [`${id}/${code}`]: said } : { ...withoutOwn(draft.taught, code), [code]: said } });
  }
  return html`<label class="field"><span>${t("beside.who_taught")}</span>
    <select value=${`${kind} ${who}`.trim()} onChange=${(event) => choose(event.target.value)}>
      <option value="me">${t("beside.me")}</option>
      ${relatives.length > 0 && html`<optgroup label=${t("beside.relatives")}>${relatives.map((one) => html`<option value=${`resident ${one.id}`}>${one.name}</option>`)}</optgroup>`}
      ${mates.length > 0 && html`<optgroup label=${t("beside.mates")}>${mates.map((one) => html`<option value=${`member ${one.id}`}>${one.name}</option>`)}</optgroup>`}
      ${neighbours.length > 0 && html`<optgroup label=${t("beside.neighbours")}>${neighbours.map((one) => html`<option value=${`neighbour ${one.id}`}>${one.name}, ${addressOf(one.at)}</option>`)}</optgroup>`}
    </select></label>`;
}

/** Whether something was done in their name, and how they agreed: everyone (no `id`), or one person. */
function Consent({ id, campaign, skill, draft, change, wanted }) {
  const question = campaign.consent_text?.[currentLanguage()] || t("beside.consent");
  const { code } = skill;
  const [how = null, witness = ""] = (id ? consentOf(draft, id, code) : draft.consents[code]) || [];
  const say = (said) =>
    change({ consents: id ? { ...draft.consents, [`${id}/${code}`]: said } : { ...withoutOwn(draft.consents, code), [code]: said } });
  const missing = wanted && !how;
  return html`<div class="consent ${missing ? "missing" : ""}" id=${id ? null : `consent-${code}`}>
    <p class="asked">${question}</p>
    ${missing && html`<p class="badge bad" role="alert"><${Sign} name="alert" />${t("beside.consent_missing")}</p>`}
    <${Chips} name=${`consent-${code}-${id || "all"}`} label=${question} value=${how ?? (skill.consent ? null : "none")}
      options=${CONSENTS.map((one) => [one, t(`beside.consent.${one}`)])} onChange=${(chosen) => say(chosen === "witness" ? [chosen, witness] : [chosen])} />
    ${how === "witness" && html`<label class="field"><span>${t("beside.witness")}</span>
      <input type="text" maxlength="80" autocomplete="off" value=${witness} onInput=${(event) => say(["witness", event.target.value])} /></label>`}
  </div>`;
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

/** Where the door is, only when somebody asks for it, and never finer than about 100 m. */
function Near({ draft, change }) {
  const [state, setState] = useState("");
  function find() {
    setState("looking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setState(""); change({ near: coarse(coords) }); },
      ({ code }) => setState(code === 1 ? "forbidden" : "not_found"),
      { enableHighAccuracy: false, maximumAge: 60000, timeout: 20000 },
    );
  }
  if (!navigator.geolocation) return null;
  return html`<section class="near"><h2>${t("near.title")}</h2>
    <p class="soft small">${t("near.why")}</p>
    ${draft.near
      ? html`<p><span class="badge good"><${Sign} name="check" />${t("near.added")}</span></p>
        <button type="button" class="button plain" onClick=${() => change({ near: null })}>${t("near.remove")}</button>`
      : html`<button type="button" class="button second" disabled=${state === "looking"} onClick=${find}>${t(state === "looking" ? "near.looking" : "near.add")}</button>`}
    ${["forbidden", "not_found"].includes(state) && html`<${Notice} tone="care">${t(`near.${state}`)}<//>`}
  </section>`;
}

/** Pictures, where the campaign asks for them: fetched only then. */
const Photos = fetched(() => import("../later/photo/part.js").then((part) => part.PhotoPart), Gap);
