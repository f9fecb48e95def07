// The list: what to do now, then my doors in walking order, what is still to do first.

import { Card, DutyRow, HelpRow, SIGN_OF, steady } from "../cards.js";
import { dayOf, showDay, showTime, today } from "../days.js";
import { fold, matches } from "../fold.js";
import { fetched, Gap } from "../later.js";
import { go } from "../route.js";
import { markOf } from "../saying.js";
import { allOfLane, byLane, callsNow, countsOf, laneKey, search, searchKeyOf, sidesOf, workOf } from "../standing.js";
import { keep } from "../store.js";
import { html, Notice, Sign, useEffect, useMemo, useRef, useState } from "../ui.js";
import { alongLanes, begunAt, inTwoPasses } from "../walk.js";
import { t } from "../words.js";

// Doors drawn at once, about what a tall phone shows; then more, some in each frame, until enough lie ahead.
const FIRST = { list: 8, found: 10 };
const MORE = 12;
const SLICE_MS = 6; // of work nobody waits for, before a finger is let through
const PATIENCE = 20; // ms a key waits for names nobody has folded yet
const canWait = Boolean(globalThis.requestIdleCallback);
const LANES_FOUND = 3;
const NONE = [];

// What was looked at before a door was opened is looked at again after it.
const memory = { query: "", which: "todo", view: "list", drawn: FIRST.list, opened: "" };

export function Today({ world, doors, sentence, kept, rows = NONE }) {
  const [query, setQuery] = useState(memory.query);
  const [which, setWhich] = useState(memory.which);
  const [view, setView] = useState(memory.view);
  Object.assign(memory, { query, which, view });
  useEffect(() => {
    document.title = "Từng Ngõ";
    // Whoever listens to the screen goes on from the door that was opened last, not from the top.
    if (memory.opened) document.querySelector(`.today a[href="${CSS.escape(memory.opened)}"]`)?.focus({ preventScroll: true });
  }, []);
  const [folded, setFolded] = useState(null);
  useEffect(() => prepareSearch(doors, () => setFolded(doors)), [doors]);

  const day = today();
  const calls = useMemo(() => callsNow(world.help || NONE, rows), [world.help, rows]);
  const duties = useMemo(() => dutiesOn(day, world), [world.duties, world.shifts, day]);
  const begin = kept?.begin?.on === day ? kept.begin.place : null;
  const asked = useMemo(() => new Map(calls.filter((call) => call.household).map((call) => [`${call.origin}/${call.household}`, call])), [calls]);
  const walk = useMemo(() => begunAt(doors, begin), [doors, begin]);
  const work = useMemo(() => workOf(walk, day, [...asked.keys()]), [walk, day, asked]);
  const counts = useMemo(() => countsOf(doors), [doors]);
  const lanes = useMemo(() => lanesOf(doors), [doors]);
  const wanted = fold(query);
  const hits = useMemo(() => (wanted ? search(doors, wanted, canWait ? PATIENCE : Infinity) : NONE), [doors, wanted, folded]);
  const beginHere = (place) => {
    setQuery("");
    setWhich("todo");
    beginAt(place, day);
  };
  const chosen = useMemo(() => chosenOf(which, work, walk), [which, work, walk]);

  return html`<main class="today" onClick=${({ target }) => { memory.opened = target.closest("a")?.getAttribute("href") || memory.opened; }}>
    <${Share} world=${world} counts=${counts} sentence=${sentence} />
    ${kept?.news && html`<${News} news=${kept.news} />`}
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
    ${!wanted && html`<${Which} which=${which} work=${work} all=${doors.length} calls=${calls.length} onChoose=${setWhich} />`}
    ${wanted
      ? html`<${Found} hits=${hits} lanes=${lanes} wanted=${wanted} day=${day} onBegin=${beginHere} />`
      : view === "lanes" ? html`<${Strips} doors=${chosen} />`
        : html`<${Walk} which=${which} work=${work} chosen=${chosen} walk=${walk} lanes=${lanes} begin=${begin} day=${day}
            calls=${calls} duties=${duties} skills=${world.campaign?.skills || NONE} asksPlace=${world.campaign?.asks_place} />`}
  </main>`;
}

/** Sessions and shifts I am on that day, by their hour. */
const dutiesOn = (day, { duties = NONE, shifts }) =>
  [...duties, ...(shifts?.mine || NONE).map((one) => ({ ...one, title: t(`shift.${one.kind}`), with: one.with.map(({ name }) => name) }))]
    .filter((one) => dayOf(new Date(one.starts_at)) === day).sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1));

/** Lanes in walking order, with the place where each begins: [{key, lane, group, folded, place, count}]. */
function lanesOf(doors) {
  const lanes = new Map();
  for (const door of alongLanes(doors)) {
    const key = laneKey(door);
    const lane = lanes.get(key);
    if (lane) lane.count += 1;
    else lanes.set(key, { key, lane: door.lane || door.group, group: door.group, folded: fold(door.lane || door.group), place: door.place, count: 1 });
  }
  return [...lanes.values()];
}

const CHOICES = ["todo", "promised", "practise", "help", "met", "all"];
const ALWAYS = new Set(["todo", "met", "all"]);

/** The doors a filter shows, in the order it shows them. */
function chosenOf(which, work, walk) {
  if (which === "all") return walk;
  if (which === "promised") return [...work.promised, ...work.later];
  return work[which];
}

/** Fold names and lanes while nobody waits, so that the first letter typed is as quick as the others. */
function prepareSearch(doors, ready) {
  if (!canWait) return undefined;
  let at = 0;
  let idle = requestIdleCallback(function some() {
    const until = performance.now() + SLICE_MS;
    while (at < doors.length && performance.now() < until) searchKeyOf(doors[at++]);
    if (at < doors.length) idle = requestIdleCallback(some);
    else ready();
  });
  return () => cancelIdleCallback(idle);
}

/** My own share: reached of how many, and what of it only this phone knows; and the other ways to go. */
const Share = steady(({ world, counts, sentence }) => {
  const team = world.me.teams[0];
  const part = (count) => `${counts.doors ? (100 * count) / counts.doors : 0}%`;
  const leads = world.me.teams.some((one) => one.part === "leader");
  const ways = [["progress", "progress"], ["shifts", "shifts"], ["points", "points"], ["order", "order"], ["guide", "guide"], ["suggest/new", "found"], ...(leads ? [["lead", "lead"]] : [])];
  return html`<section class="share">
    <details class="ways"><summary>
        <span class="who">${world.me.account.name}${team && html`<span>${team.area || team.name}</span>`}</span>
        <span class="unfold">${t("today.more")}<${Sign} name="down" /></span>
      </summary>
      <ul>${ways.map(([to, name]) => html`<li><a href=${`#/x/${to}`}>${t(`way.${name}`)}<${Sign} name="forward" /></a></li>`)}</ul>
    </details>
    <a class="far" href="#/x/progress">
      <h1><b>${counts.reached}</b> / ${t("today.doors", { n: counts.doors })} ${t("today.met")}
        ${counts.pending > 0 && html` <span class="pending">${t("today.pending", { n: counts.pending })}</span>`}</h1>
      <span class="bar" aria-hidden="true">
        <i style=${{ width: part(counts.counted) }}></i><i class="pending" style=${{ width: part(counts.pending) }}></i>
      </span>
    </a>
    <a class="sentence" href="#/records">${sentence}</a>
  </section>`;
});

/** What came and left with the last sync, until it was read. */
const News = steady(({ news }) => {
  const said = ["came", "left"].filter((name) => news[name]).map((name) => t(`news.${name}`, { n: news[name] }));
  if (!said.length) return null;
  return html`<${Notice} tone="note"><div class="news">
    <span>${said.join(", ")}${news.at && ` ${t("news.since", { when: showTime(news.at) })}`}</span>
    <button type="button" class="round" onClick=${() => keep({ news: null })}><${Sign} name="cross" /><span class="unseen">${t("news.seen")}</span></button>
  </div><//>`;
});

const Which = steady(({ which, work, all, calls, onChoose }) => {
  const count = { todo: work.todo.length, promised: work.promised.length + work.later.length, practise: work.practise.length,
    help: calls, met: work.met.length, all };
  return html`<div class="which" role="group" aria-label=${t("today.which")}>
    ${CHOICES.filter((name) => ALWAYS.has(name) || count[name] > 0 || name === which).map((name) => html`<button type="button" key=${name}
      aria-pressed=${which === name} onClick=${() => onChoose(name)}>${t(`which.${name}`)} <b>${count[name]}</b></button>`)}
  </div>`;
});

/** The walk of the day: first what has its hour or was promised, then along the lanes. */
const Walk = steady(({ which, work, chosen, walk, lanes, begin, day, calls, duties, skills, asksPlace }) => {
  const doorOf = (call) => walk.find((door) => call.household && door.key === `${call.origin}/${call.household}`);
  const help = ["todo", "help"].includes(which) ? calls : NONE;
  const now = which === "todo" ? { duties, doors: work.promised } : { duties: NONE, doors: NONE };
  const along = which === "todo" ? work.never : which === "help" ? NONE : chosen;
  const inOrder = which !== "promised";
  const twice = inOrder && inTwoPasses(along);
  const blocks = twice
    ? [["first", along.filter((door) => door.priority)], ["then", along.filter((door) => !door.priority)]]
    : [["", along]];
  if (which === "todo" && work.practise.length) blocks.push(["practise", work.practise]);
  const nothing = !along.length && !help.length && !now.doors.length && !now.duties.length && !(which === "todo" && work.practise.length);
  if (nothing) return html`<${Nothing} none=${!walk.length} which=${which} />`;
  return html`
    ${(now.duties.length > 0 || help.length > 0 || now.doors.length > 0) && html`<section class="lane now">
      ${which === "todo" && html`<h2>${t("today.now")}</h2>`}
      <ul>
        ${now.duties.map((duty) => html`<${DutyRow} key=${duty.id} duty=${duty} />`)}
        ${help.map((call) => html`<${HelpRow} key=${call.id} call=${call} door=${doorOf(call)} skills=${skills} />`)}
        ${now.doors.map((door) => html`<${Card} key=${door.key} door=${door} where=${true} day=${day} />`)}
      </ul>
    </section>`}
    ${inOrder && lanes.length > 1 && along.length > 0 && html`<${Begin} lanes=${lanes} walk=${walk} begin=${begin} day=${day} asksPlace=${asksPlace} />`}
    <${List} key=${`${which} ${begin}`} blocks=${blocks} flat=${!inOrder} groups=${new Set(lanes.map((lane) => lane.group)).size} day=${day} />`;
});

/** Where the walk begins: the lane one stands in. What comes before it on the walk comes last. */
const Begin = steady(({ lanes, walk, begin, day, asksPlace }) => html`<label class="begin ${begin === null ? "" : "set"}"><span>${t("begin.at")}</span>
  <select value=${laneAt(lanes, walk, begin)?.place ?? ""} onChange=${(event) => beginAt(event.target.value === "" ? null : Number(event.target.value), day)}>
    <option value="">${t("begin.first")}</option>
    ${lanes.map(({ key, lane, place, count }) => html`<option key=${key} value=${place}>${lane} (${t("today.doors", { n: count })})</option>`)}
  </select><${Sign} name="down" /></label>
  ${asksPlace && html`<${Here} doors=${walk} onBegin=${(place) => beginAt(place, day)} />`}`);

/** Beginning where one stands, where the campaign asks for places: fetched only then. */
const Here = fetched(() => import("../later/here/part.js").then((part) => part.Here), Gap);

/** The lane of the door at a place of the walk. */
function laneAt(lanes, walk, place) {
  const door = walk.find((one) => one.place === place);
  return door && lanes.find(({ key }) => key === laneKey(door));
}

const beginAt = (place, day) => keep({ begin: { place, on: day } });

function Nothing({ none, which }) {
  if (none) return html`<div class="nothing"><h2>${t("today.none")}</h2><p>${t("today.none_why")}</p></div>`;
  return html`<div class="nothing"><h2>${t(`empty.${which}`)}</h2></div>`;
}

/**
 * How many are drawn: `first`, and more whenever the end comes near; `first` again when `of` is another.
 * Gives [count, ref of the end].
 */
function useMore(first, total, of) {
  const [more, setMore] = useState({ of, count: first });
  const drawn = more.of === of ? more.count : first;
  const setDrawn = (count) => setMore({ of, count });
  const end = useRef();
  useEffect(() => {
    if (drawn >= total) return undefined;
    const near = new IntersectionObserver((seen) => seen[0].isIntersecting && setDrawn(drawn + MORE), { rootMargin: "800px" });
    near.observe(end.current);
    return () => near.disconnect();
  }, [drawn, total, of]);
  return [drawn, end];
}

/** Blocks of doors under their headings, lane by lane; `flat`: as they come, each with its lane. */
function List({ blocks, flat, groups, day }) {
  const total = blocks.reduce((sum, [, doors]) => sum + doors.length, 0);
  const [drawn, end] = useMore(memory.drawn, total, "");
  memory.drawn = drawn;
  let left = drawn;
  return html`${blocks.map(([title, doors]) => {
    const some = doors.slice(0, Math.max(0, left));
    left -= some.length;
    if (!some.length) return null;
    return html`${title && html`<p class="pass">${t(`today.${title}`)} <b>${doors.length}</b></p>`}
      ${flat
        ? html`<section class="lane"><ul>${some.map((door) => html`<${Card} key=${door.key} door=${door} where=${true} day=${day} />`)}</ul></section>`
        : byLane(some, false).map((lane) => html`<section class="lane" key=${lane.doors[0].key}>
          <h2>${lane.lane || lane.group}${lane.lane && groups > 1 && html` <small>${lane.group}</small>`}</h2>
          <ul>${lane.doors.map((door) => html`<${Card} key=${door.key} door=${door} day=${day} />`)}</ul>
        </section>`)}`;
  })}
  <div ref=${end}></div>
  <p class="beyond"><a href="#/x/suggest/new">${t("way.found")}</a></p>`;
}

/** What a search finds: lanes to begin at, then doors in walking order, few at first. */
function Found({ hits, lanes, wanted, day, onBegin }) {
  const places = lanes.length > 1 ? lanes.filter((lane) => matches(lane.folded, wanted)).slice(0, LANES_FOUND) : NONE;
  return html`
    ${places.length > 0 && wanted.length > 1 && html`<ul class="places">${places.map(({ key, lane, place, count }) => html`<li key=${key}>
      <span>${lane} <small>${t("today.doors", { n: count })}</small></span>
      <button type="button" class="button second" onClick=${() => onBegin(place)}>${t("begin.here")}</button></li>`)}</ul>`}
    ${hits.length
      ? html`<${Hits} hits=${hits} wanted=${wanted} day=${day} />`
      : html`<div class="nothing"><h2>${t("today.not_found")}</h2><p>${t("today.not_found_why")}</p>
        <p><a class="button second" href="#/x/suggest/new">${t("way.found")}</a></p></div>`}`;
}

function Hits({ hits, wanted, day }) {
  const [drawn, end] = useMore(FIRST.found, hits.length, wanted);
  return html`<section class="lane found"><p class="count" role="status">${t("today.doors", { n: hits.length })}</p>
    <ul>${hits.slice(0, drawn).map((door) => html`<${Card} key=${door.key} door=${door} where=${true} day=${day} />`)}</ul>
    <div ref=${end}></div></section>`;
}

/** Lanes as strips: the two sides face each other across the lane. */
function Strips({ doors }) {
  if (!doors.length) return html`<div class="nothing"><h2>${t("today.not_found")}</h2></div>`;
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
