// What is different at a door, and a household that is not on the list: told here, kept on this phone, and
// put on the list by the server, or beside it for a person where somebody else changed it meanwhile.

import { stamp } from "../../days.js";
import { fold, matches } from "../../fold.js";
import { uuid7 } from "../../ids.js";
import { back, go } from "../../route.js";
import { about, addressOf } from "../../saying.js";
import { searchKeyOf } from "../../standing.js";
import { dropDraft, readDraft, say, writeDraft } from "../../store.js";
import { syncAfterSaving } from "../../sync.js";
import { Chips, Head, html, Notice, Sign, useEffect, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { useOnce } from "../once.js";
import { differing, foundSaid, groupsOf, holdsNumber, lanesOf, originOf, twinOf, yearOf } from "./told.js";
import words from "./words.js";

learn(words);

const HERE = "suggest/new"; // where the draft of a household that was found lies
const NEW = { group: "", lane: "", house: "", head: "", born: "", count: "", people: [], note: "" };
const year = () => Number(stamp().slice(0, 4));

export default function Screen({ parts, doors, world, onTrouble }) {
  if (parts[0] === "new") return html`<${NewHousehold} doors=${doors} world=${world} onTrouble=${onTrouble} />`;
  const [origin, id, what] = parts;
  const door = doors.find((one) => one.key === `${origin}/${id}`);
  if (!door) return html`<${Head} title=${t("door.left")} /><main><p>${t("door.left_why")}</p></main>`;
  const Form = FORMS[what];
  if (!Form) return html`<${Choice} door=${door} />`;
  return html`<${Form} door=${door} doors=${doors} onTrouble=${onTrouble} />`;
}

/** Keep a suggestion on the phone. `body`: of docs/wire.md, without id and moment. */
const tell = (origin, body, label) =>
  say("suggestion.make", origin, { id: uuid7(), at: stamp(), resident: null, seen: null, said: {}, note: "", ...body },
    { door: `${origin}/${body.household}`, label }).then(syncAfterSaving);

function Choice({ door }) {
  const people = door.people.length > 0;
  const ways = [
    ["person", "person_found"], people && ["gone_person", "person_gone"], people && ["wrong_person", "person_wrong"],
    ["wrong", "household_wrong"], ["gone", "household_gone"], ["double", "double"],
  ].filter(Boolean);
  return html`<${Head} title=${t("suggest.title")}><p class="at">${addressOf(door)}</p><//>
  <main class="suggest">
    <ul class="ways-of">${ways.map(([to, name]) => html`<li key=${to}><button type="button" onClick=${() => go(`/x/suggest/${door.key}/${to}`, { instead: true })}>
      <span>${t(`suggest.way.${name}`)}</span><${Sign} name="forward" /></button></li>`)}</ul>
  </main>`;
}

/**
 * A form about a door: its fields, a note, and the button. `bodyOf()` gives the body less what `tell` adds,
 * or {why} when it cannot be sent; `did` says in few words what it will be called.
 */
function Form({ door, title, did, bodyOf, children, onTrouble }) {
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState(null);
  const once = useOnce();
  function save(event) {
    event.preventDefault();
    const body = { ...bodyOf(), note: note.trim() };
    const why = body.why || (numbered(body) && "number");
    setWrong(why ? { why } : null);
    if (why) return;
    once("told", () => tell(door.origin, { household: door.id, ...body }, `${addressOf(door)}: ${t(`suggest.did.${did}`)}`).then(back)).catch(onTrouble);
  }
  return html`<${Head} title=${title}><p class="at">${addressOf(door)}</p><//>
  <main class="suggest"><form id="told" onSubmit=${save}>
    ${children}
    <${Note} value=${note} onInput=${setNote} />
  </form></main>
  <${Save} wrong=${wrong} words=${t("suggest.save")} />`;
}

/** Whether an identity number was typed somewhere: it is not needed, so it is not kept. */
const numbered = ({ said = {}, note = "" }) =>
  holdsNumber(note) || [said, ...(said.people || [])].some((one) => Object.values(one).some((value) => typeof value === "string" && holdsNumber(value)));

/** The button below every form, and beside it why it cannot be saved yet. */
const Save = ({ wrong, words: label }) => html`<footer class="save">
  <div role="alert">${wrong && html`<p class="why-not"><${Sign} name="refused" />${t(`suggest.why.${wrong.why}`)}</p>`}</div>
  <button type="submit" form="told" class="button wide">${label}</button></footer>`;

const Text = ({ label, value, onInput, hint, ...rest }) => html`<label class="field"><span>${label}</span>
  <input type="text" autocomplete="off" value=${value} onInput=${(event) => onInput(event.target.value)} ...${rest} />
  ${hint && html`<small class="soft">${hint}</small>`}</label>`;

const Year = ({ label, value, onInput }) => html`<${Text} label=${label} value=${value} onInput=${onInput} inputmode="numeric" maxlength="4" size="4" class="year" />`;

const Note = ({ value, onInput }) => html`<label class="field"><span>${t("suggest.note")}</span>
  <textarea rows="2" maxlength="500" value=${value} onInput=${(event) => onInput(event.target.value)}></textarea>
  <small class="soft">${t("suggest.note_hint")}</small></label>`;

/** Which of the people it is about. */
const Whom = ({ door, value, onChange }) => html`<section><h2>${t("suggest.whom")}</h2>
  <${Chips} name="whom" label=${t("suggest.whom")} value=${value} onChange=${onChange}
    options=${door.people.map((person) => [person.id, [person.name, about(person)].filter(Boolean).join(" · ")])} /></section>`;

function PersonFound({ door, onTrouble }) {
  const [name, setName] = useState("");
  const [born, setBorn] = useState("");
  function bodyOf() {
    const birth_year = yearOf(born, year());
    if (!name.trim()) return { why: "needs_name" };
    if (Number.isNaN(birth_year)) return { why: "bad_year" };
    return { what: "person_found", resident: uuid7(), said: { name: name.trim(), ...(birth_year && { birth_year }) } };
  }
  return html`<${Form} door=${door} title=${t("suggest.way.person_found")} did="person_found" bodyOf=${bodyOf} onTrouble=${onTrouble}>
    <section><${Text} label=${t("suggest.name")} value=${name} onInput=${setName} maxlength="120" autocapitalize="words" />
    <${Year} label=${t("suggest.born")} value=${born} onInput=${setBorn} /></section><//>`;
}

function PersonGone({ door, onTrouble }) {
  const [id, setId] = useState(door.people.length === 1 ? door.people[0].id : null);
  const [what, setWhat] = useState(null);
  function bodyOf() {
    const person = door.people.find((one) => one.id === id);
    if (!person || !what) return { why: "needs_choice" };
    return { what, resident: person.id, seen: person.version };
  }
  return html`<${Form} door=${door} title=${t("suggest.way.person_gone")} did=${what || "person_left"} bodyOf=${bodyOf} onTrouble=${onTrouble}>
    <${Whom} door=${door} value=${id} onChange=${setId} />
    <section><h2>${t("suggest.what")}</h2><${Chips} name="what" label=${t("suggest.what")} value=${what} onChange=${setWhat}
      options=${[["person_left", t("suggest.left")], ["person_died", t("suggest.died")]]} /></section><//>`;
}

function PersonWrong({ door, onTrouble }) {
  const only = door.people.length === 1 ? door.people[0] : null;
  const typedOf = (person) => ({ name: person?.name || "", born: person?.birth_year ? String(person.birth_year) : "" });
  const [id, setId] = useState(only?.id || null);
  const [typed, setTyped] = useState(typedOf(only));
  const person = door.people.find((one) => one.id === id);
  function choose(chosen) {
    setId(chosen);
    setTyped(typedOf(door.people.find((one) => one.id === chosen)));
  }
  function bodyOf() {
    if (!person) return { why: "needs_choice" };
    const birth_year = yearOf(typed.born, year());
    if (Number.isNaN(birth_year)) return { why: "bad_year" };
    const said = differing({ name: typed.name, birth_year }, person, [["name", "name"], ["birth_year", "birth_year"]]);
    if (!Object.keys(said).length) return { why: "nothing" };
    return { what: "wrong", resident: person.id, seen: person.version, said };
  }
  return html`<${Form} door=${door} title=${t("suggest.way.person_wrong")} did="person_wrong" bodyOf=${bodyOf} onTrouble=${onTrouble}>
    <${Whom} door=${door} value=${id} onChange=${choose} />
    ${person && html`<section><${Text} label=${t("suggest.name")} value=${typed.name} onInput=${(name) => setTyped({ ...typed, name })} maxlength="120" autocapitalize="words" />
      <${Year} label=${t("suggest.born")} value=${typed.born} onInput=${(born) => setTyped({ ...typed, born })} /></section>`}<//>`;
}

function HouseholdWrong({ door, doors, onTrouble }) {
  const [typed, setTyped] = useState({ head: door.head || "", house: door.house || "", lane: door.lane || "" });
  const put = (name) => (value) => setTyped({ ...typed, [name]: value });
  function bodyOf() {
    const said = differing(typed, door, [["head", "head"], ["house", "house"], ["lane", "lane"]]);
    return Object.keys(said).length ? { what: "wrong", seen: door.version, said } : { why: "nothing" };
  }
  return html`<${Form} door=${door} title=${t("suggest.way.household_wrong")} did="household_wrong" bodyOf=${bodyOf} onTrouble=${onTrouble}>
    <section><${Text} label=${t("suggest.head")} value=${typed.head} onInput=${put("head")} maxlength="120" autocapitalize="words" />
    <${Text} label=${t("suggest.house")} value=${typed.house} onInput=${put("house")} maxlength="60" class="year" />
    <${Lane} doors=${doors} path=${door.path} value=${typed.lane} onInput=${put("lane")} /></section><//>`;
}

const Lane = ({ doors, path, value, onInput }) => html`<${Text} label=${t("suggest.lane")} value=${value} onInput=${onInput} maxlength="160" list="lanes" />
  <datalist id="lanes">${lanesOf(doors, path).map((lane) => html`<option key=${lane} value=${lane}></option>`)}</datalist>`;

function HouseholdGone({ door, onTrouble }) {
  const [why, setWhy] = useState(null);
  const bodyOf = () => (why ? { what: "household_gone", seen: door.version, said: { why } } : { why: "needs_choice" });
  return html`<${Form} door=${door} title=${t("suggest.way.household_gone")} did="household_gone" bodyOf=${bodyOf} onTrouble=${onTrouble}>
    <section><h2>${t("suggest.what")}</h2><${Chips} name="why" label=${t("suggest.what")} value=${why} onChange=${setWhy}
      options=${[["moved", t("suggest.all_moved")], ["demolished", t("suggest.demolished")]]} /></section>
    <p class="soft">${t("suggest.gone_why")}</p><//>`;
}

const MOST_HITS = 8;

function Double({ door, doors, onTrouble }) {
  const [query, setQuery] = useState("");
  const [of, setOf] = useState(null);
  const wanted = fold(query);
  const others = doors.filter((one) => one.key !== door.key && one.origin === door.origin);
  const chosen = others.find((one) => one.id === of);
  const hits = wanted ? others.filter((one) => matches(searchKeyOf(one), wanted)).slice(0, MOST_HITS) : others.filter((one) => one.lane === door.lane).slice(0, MOST_HITS);
  const shown = chosen && !hits.includes(chosen) ? [chosen, ...hits] : hits;
  const bodyOf = () => ({ what: "double", seen: door.version, said: of ? { of } : {} });
  return html`<${Form} door=${door} title=${t("suggest.way.double")} did="double" bodyOf=${bodyOf} onTrouble=${onTrouble}>
    <p>${t("suggest.double_why")}</p>
    <section><${Text} label=${t("suggest.find")} value=${query} onInput=${setQuery} type="search" />
    ${shown.length > 0 && html`<${Chips} name="of" label=${t("suggest.of")} value=${of} onChange=${setOf}
      options=${shown.map((one) => [one.id, [addressOf(one), one.house ? one.head : ""].filter(Boolean).join(" · ")])} />`}</section><//>`;
}

const FORMS = {
  person: PersonFound, gone_person: PersonGone, wrong_person: PersonWrong,
  wrong: HouseholdWrong, gone: HouseholdGone, double: Double,
};

/** A household that is not on the list: where, who, how many. Kept as a draft with every touch. */
function NewHousehold({ doors, world, onTrouble }) {
  const groups = groupsOf(doors, world.me.teams);
  const [draft, setDraft] = useState(null);
  const [wrong, setWrong] = useState(null);
  const once = useOnce();
  useEffect(() => {
    readDraft(HERE).then((kept) => setDraft({ ...NEW, group: [...groups.keys()][0] || "", ...kept?.said }));
  }, []);
  if (!draft) return html`<${Head} title=${t("suggest.new")} />`;
  function change(changes) {
    const next = { ...draft, ...changes };
    setDraft(next);
    writeDraft(HERE, { said: next }).catch(onTrouble);
  }
  const put = (name) => (value) => change({ [name]: value });
  const putPerson = (at, changes) => change({ people: draft.people.map((one, n) => (n === at ? { ...one, ...changes } : one)) });
  const twin = twinOf(draft, doors);
  function whyNot(said) {
    if (!said.group) return "needs_group";
    if (!said.head && !said.house) return "needs_house";
    if ([draft.born, ...draft.people.map((one) => one.birth_year)].some((typed) => Number.isNaN(yearOf(typed, year())))) return "bad_year";
    return numbered({ said, note: draft.note }) && "number";
  }
  function save(event) {
    event.preventDefault();
    const said = foundSaid(draft, uuid7, year());
    const why = whyNot(said);
    setWrong(why ? { why } : null);
    if (why) return;
    const [origin, household] = [originOf(draft.group), uuid7()];
    once("found", async () => {
      await tell(origin, { what: "household_found", household, said, note: draft.note.trim() },
        `${[said.house, said.lane].filter(Boolean).join(" ") || said.head}: ${t("suggest.did.household_found")}`);
      await dropDraft(HERE);
      go(`/door/${origin}/${household}`, { instead: true });
    }).catch(onTrouble);
  }
  return html`<${Head} title=${t("suggest.new")} />
  <main class="suggest"><form id="told" onSubmit=${save}>
    <p>${t("suggest.new_why")}</p>
    <section>
      ${groups.size > 1 && html`<label class="field"><span>${t("suggest.group")}</span><select value=${draft.group} onChange=${(event) => change({ group: event.target.value })}>
        ${[...groups].map(([path, name]) => html`<option key=${path} value=${path}>${name}</option>`)}</select></label>`}
      <${Lane} doors=${doors} path=${draft.group} value=${draft.lane} onInput=${put("lane")} />
      <${Text} label=${t("suggest.house")} value=${draft.house} onInput=${put("house")} maxlength="60" class="year" />
    </section>
    <section>
      <${Text} label=${t("suggest.head")} value=${draft.head} onInput=${put("head")} maxlength="120" autocapitalize="words" />
      <${Year} label=${t("suggest.born")} value=${draft.born} onInput=${put("born")} />
      ${twin && html`<${Notice} tone="care" heading=${t("suggest.twin")}><a href=${`#/door/${twin.key}`}>${[addressOf(twin), twin.head].filter(Boolean).join(" · ")}</a><//>`}
    </section>
    <section>
      <${Text} label=${t("suggest.count")} value=${draft.count} onInput=${(value) => change({ count: value.replace(/\D/g, "").slice(0, 2) })} inputmode="numeric" class="year" />
      ${draft.people.map((person, at) => html`<fieldset class="one-more" key=${at}><legend>${t("suggest.person", { n: at + 1 })}</legend>
        <${Text} label=${t("suggest.name")} value=${person.name} onInput=${(name) => putPerson(at, { name })} maxlength="120" autocapitalize="words" />
        <${Year} label=${t("suggest.born")} value=${person.birth_year} onInput=${(birth_year) => putPerson(at, { birth_year })} />
        <button type="button" class="button plain" onClick=${() => change({ people: draft.people.filter((_one, n) => n !== at) })}>${t("suggest.not_this")}</button>
      </fieldset>`)}
      <button type="button" class="button second" onClick=${() => change({ people: [...draft.people, { name: "", birth_year: "" }] })}>${t("suggest.add_person")}</button>
    </section>
    <section><${Note} value=${draft.note} onInput=${put("note")} /></section>
  </form></main>
  <${Save} wrong=${wrong} words=${t("suggest.add")} />`;
}
