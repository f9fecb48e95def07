// The list: my doors in walking order, what is still to do first.

import { fold, matches } from "../fold.js";
import { go } from "../route.js";
import { markOf, standWords } from "../saying.js";
import { allOfLane, byLane, countsOf, inTwoPasses, isToDo, searchKeyOf, sidesOf } from "../standing.js";
import { html, Marks, Sign, useEffect, useMemo, useRef, useState } from "../ui.js";
import { t } from "../words.js";

const FIRST = 40; // doors drawn at once; more as one scrolls
const SIGN_OF = { met: "check", again: "again", refused: "cross", gone: "away", todo: "" };
const SHOWN = {
  todo: (door) => isToDo(door.stand),
  reached: (door) => Boolean(door.stand.reached_on),
  all: () => true,
};

// What was looked at before a door was opened is looked at again after it.
const memory = { query: "", which: "todo", view: "list", drawn: FIRST };

export function Today({ world, doors, sentence }) {
  const [query, setQuery] = useState(memory.query);
  const [which, setWhich] = useState(memory.which);
  const [view, setView] = useState(memory.view);
  Object.assign(memory, { query, which, view });
  useEffect(() => {
    document.title = "Từng Ngõ";
  }, []);
  useEffect(() => prepareSearch(doors), [doors]);

  const wanted = fold(query);
  const shown = useMemo(() => {
    const among = wanted ? SHOWN.all : SHOWN[which];
    return doors.filter((door) => among(door) && (!wanted || matches(searchKeyOf(door), wanted)));
  }, [doors, wanted, which]);
  const counts = useMemo(() => countsOf(doors), [doors]);
  const count = (name) => doors.filter(SHOWN[name]).length;

  return html`<main class="today">
    <${Share} world=${world} counts=${counts} />
    <a class="sentence" href="#/records">${sentence}</a>
    <div class="finder">
      <label class="search"><${Sign} name="search" /><span class="unseen">${t("today.search")}</span>
        <input type="search" placeholder=${t("today.search")} value=${query} autocomplete="off" spellcheck="false"
          enterkeyhint="search" onInput=${(event) => setQuery(event.target.value)} />
      </label>
      <button type="button" class="round" aria-pressed=${view === "lanes"} onClick=${() => setView(view === "lanes" ? "list" : "lanes")}>
        <${Sign} name=${view === "lanes" ? "list" : "lanes"} />
        <span>${t(view === "lanes" ? "today.as_list" : "today.as_lanes")}</span>
      </button>
    </div>
    ${!wanted && html`<div class="which" role="group" aria-label=${t("today.which")}>
      ${Object.keys(SHOWN).map((name) => html`<button type="button" aria-pressed=${which === name} onClick=${() => setWhich(name)}>
        ${t(`today.${name}`)} <b>${count(name)}</b>
      </button>`)}
    </div>`}
    ${shown.length
      ? view === "lanes" ? html`<${Lanes} doors=${shown} />` : html`<${List} doors=${shown} key=${`${which} ${wanted}`} />`
      : html`<${Nothing} doors=${doors} wanted=${wanted} which=${which} />`}
  </main>`;
}

/** Fold names and lanes while nobody waits, so that the first letter typed is as quick as the others. */
function prepareSearch(doors) {
  if (!globalThis.requestIdleCallback) return undefined;
  let at = 0;
  let idle = requestIdleCallback(function some(left) {
    while (at < doors.length && left.timeRemaining() > 2) searchKeyOf(doors[at++]);
    if (at < doors.length) idle = requestIdleCallback(some);
  });
  return () => cancelIdleCallback(idle);
}

/** My own share: reached of how many, and what of it only this phone knows. */
function Share({ world, counts }) {
  const team = world.me.teams[0];
  const part = (count) => `${counts.doors ? (100 * count) / counts.doors : 0}%`;
  return html`<section class="share">
    <p class="who">${world.me.account.name}${team && html`<span> · ${team.area || team.name}</span>`}</p>
    <h1><b>${counts.reached}</b> / ${t("today.doors", { n: counts.doors })} ${t("today.met")}
      ${counts.pending > 0 && html` <span class="pending">${t("today.pending", { n: counts.pending })}</span>`}</h1>
    <div class="bar" aria-hidden="true">
      <i style=${{ width: part(counts.reached - counts.pending) }}></i><i class="pending" style=${{ width: part(counts.pending) }}></i>
    </div>
  </section>`;
}

function Nothing({ doors, wanted, which }) {
  if (!doors.length) return html`<div class="nothing"><h2>${t("today.none")}</h2><p>${t("today.none_why")}</p></div>`;
  if (wanted) return html`<div class="nothing"><h2>${t("today.not_found")}</h2><p>${t("today.not_found_why")}</p></div>`;
  return html`<div class="nothing"><h2>${t(`today.empty_${which}`)}</h2></div>`;
}

function List({ doors }) {
  const [drawn, setDrawn] = useState(memory.drawn);
  memory.drawn = drawn;
  const end = useRef();
  useEffect(() => {
    if (drawn >= doors.length) return undefined;
    const near = new IntersectionObserver((seen) => seen[0].isIntersecting && setDrawn(drawn + FIRST), { rootMargin: "800px" });
    near.observe(end.current);
    return () => near.disconnect();
  }, [drawn, doors.length]);
  const twice = inTwoPasses(doors);
  return html`${byLane(doors.slice(0, drawn), twice).map((lane, at, lanes) => html`<section class="lane" key=${lane.doors[0].key}>
      ${twice && lane.first !== lanes[at - 1]?.first && html`<p class="pass">${t(lane.first ? "today.first" : "today.then")}</p>`}
      <h2>${lane.lane || lane.group}${lane.lane && lane.group && html` <small>${lane.group}</small>`}</h2>
      <ul>${lane.doors.map((door) => html`<${Card} key=${door.key} door=${door} />`)}</ul>
    </section>`)}
    <div ref=${end}></div>`;
}

function Card({ door }) {
  const { stand } = door;
  return html`<li><a class="door-row ${stand.state}" href=${`#/door/${door.key}`}>
    ${door.house && html`<b class="house">${door.house}</b>`}
    <span class="of">
      <span class="name">${door.head || door.people[0]?.name || t("door.no_name")}</span>
      ${door.reasons.length > 0 && html`<${Marks} reasons=${door.reasons} />`}
      <span class="stand">${standWords(stand)}</span>
      ${door.needsYou && html`<span class="badge bad"><${Sign} name="alert" />${t("state.refused")}</span>`}
      ${stand.pending && !door.needsYou && html`<span class="badge care"><${Sign} name="clock" />${t("state.pending")}</span>`}
    </span>
    ${SIGN_OF[stand.state] && html`<span class="mark"><${Sign} name=${SIGN_OF[stand.state]} /><span class="unseen">${t(`door.state.${stand.state}`)}</span></span>`}
  </a></li>`;
}

function Lanes({ doors }) {
  return html`${allOfLane(doors).map((lane) => {
    const sides = sidesOf(lane.doors);
    return html`<section class="lane" key=${lane.key}>
      <h2>${lane.lane || lane.group}</h2>
      <div class="strip">
        ${["odd", "even", "loose"].filter((side) => sides[side].length).map((side) => html`<ul class=${side} aria-label=${t(`side.${side}`)}>
          ${sides[side].map((door) => html`<li key=${door.key}><${Square} door=${door} /></li>`)}
        </ul>`)}
      </div>
    </section>`;
  })}
  <p class="legend small">${["todo", "again", "met", "refused", "gone"].map((state) => html`<span><i class="square ${state}">${SIGN_OF[state] && html`<${Sign} name=${SIGN_OF[state]} />`}</i>${t(`door.state.${state}`)}</span>`)}<span><i class="square first"></i>${t("door.priority")}</span></p>`;
}

function Square({ door }) {
  const { state, pending } = door.stand;
  const words = [door.house, door.head, t(`door.state.${state}`), door.priority > 0 && t("door.priority")];
  return html`<button type="button" class="square ${state} ${pending ? "pending" : ""} ${door.priority > 0 ? "first" : ""}"
    aria-label=${words.filter(Boolean).join(", ")} onClick=${() => go(`/door/${door.key}`)}>
    ${markOf(door)}${SIGN_OF[state] && html`<${Sign} name=${SIGN_OF[state]} />`}
  </button>`;
}
