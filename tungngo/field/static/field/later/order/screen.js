// The order of the walk, corrected by whoever walks it: lanes among each other, and the doors of a lane.
// Written down when it is saved or left, and from then on the order of the whole team.

import { showDay, showTime, stamp } from "../../days.js";
import { uuid7 } from "../../ids.js";
import { back, go } from "../../route.js";
import { doorName } from "../../saying.js";
import { say } from "../../store.js";
import { syncAfterSaving } from "../../sync.js";
import { Head, html, Notice, Sign, useEffect, useRef, useState } from "../../ui.js";
import { alongLanes } from "../../walk.js";
import { learn, t } from "../../words.js";
import { useOnce } from "../once.js";
import { Sortable } from "./sortable.js";
import words from "./words.js";

learn(words);

const NONE = "-"; // the lane of doors without one, in an address

export default function Screen({ parts, doors, world, rows, onTrouble }) {
  const [path, lane] = parts;
  const groups = groupsOf(doors);
  const group = groups.find((one) => one.path === path) || (groups.length === 1 ? groups[0] : null);
  if (!groups.length) return html`<${Head} title=${t("order.title")} /><main><div class="nothing"><h2>${t("today.none")}</h2><p>${t("today.none_why")}</p></div></main>`;
  if (!group) return html`<${Groups} groups=${groups} />`;
  const seen = (world.walks || []).find((one) => one.path === group.path);
  const waits = (rows || []).some((row) => row.kind === "walk.reorder" && row.body.path === group.path && row.state === "waiting");
  const save = (said, label) => say("walk.reorder", group.path.split(".")[1],
    { id: uuid7(), path: group.path, at: stamp(), seen: seen?.version ?? 0, lanes: [], doors: {}, ...said }, { label })
    .then(syncAfterSaving, onTrouble);
  const key = lane === undefined ? undefined : lane === NONE ? "" : decodeURIComponent(lane);
  const opened = group.lanes.find((one) => one.key === key);
  return opened
    ? html`<${LaneDoors} lane=${opened} save=${save} />`
    : html`<${Lanes} group=${group} seen=${seen} waits=${waits} save=${save} />`;
}

/** My groups in walking order, with their lanes: [{path, name, lanes: [{key, name, doors}]}]. */
function groupsOf(doors) {
  const groups = new Map();
  for (const door of alongLanes(doors)) {
    if (!groups.has(door.path)) groups.set(door.path, { path: door.path, name: door.group, lanes: new Map() });
    const { lanes } = groups.get(door.path);
    if (!lanes.has(door.lane_key)) lanes.set(door.lane_key, { key: door.lane_key, name: door.lane || t("order.no_lane"), doors: [] });
    lanes.get(door.lane_key).doors.push(door);
  }
  return [...groups.values()].map((group) => ({ ...group, lanes: [...group.lanes.values()] }));
}

const Groups = ({ groups }) => html`<${Head} title=${t("order.title")} />
  <main class="order"><ul class="choose">${groups.map((group) => html`<li key=${group.path}>
    <a href=${`#/x/order/${group.path}`}>${group.name}<small>${t("order.lanes", { n: group.lanes.length })}</small><${Sign} name="forward" /></a></li>`)}</ul></main>`;

function Lanes({ group, seen, waits, save }) {
  const items = group.lanes.map(({ key, name, doors }) => ({ key, title: name, small: t("today.doors", { n: doors.length }) }));
  return html`<${Ordering} title=${t("order.title")} items=${items} save=${(keys) => save({ lanes: keys }, group.name)}
    more=${(key) => html`<button type="button" class="button second" onClick=${() => go(`/x/order/${group.path}/${encodeURIComponent(key) || NONE}`)}>${t("order.doors")}</button>`}>
    <p>${t("order.why")}</p>
    ${waits && html`<${Notice} tone="care">${t("order.waits")}<//>`}
    ${seen && html`<p class="small soft">${t("order.changed", { who: seen.changed_by || t("order.somebody"), day: showDay(stamp(new Date(seen.changed_at)).slice(0, 10)), time: showTime(seen.changed_at) })}</p>`}
  <//>`;
}

function LaneDoors({ lane, save }) {
  const items = lane.doors.map((door) => ({ key: door.id, title: doorName(door), small: door.house ? door.head || t("door.no_name") : door.address }));
  return html`<${Ordering} title=${lane.name} items=${items} save=${(keys) => save({ doors: { [lane.key]: keys } }, lane.name)}><p>${t("order.doors_why")}</p><//>`;
}

/** Things that can be put in another order, and the button that saves it. Leaving saves too: no move is lost. */
function Ordering({ title, items, more, save, children }) {
  const [keys, setKeys] = useState(null);
  const unsaved = useRef(null);
  unsaved.current = keys;
  const once = useOnce();
  const write = () => {
    if (!unsaved.current) return;
    save(unsaved.current);
    unsaved.current = null;
  };
  useEffect(() => write, []);
  const byKey = new Map(items.map((item) => [item.key, item]));
  const shown = (keys || [...byKey.keys()]).map((key) => byKey.get(key)).filter(Boolean);
  return html`<${Head} title=${title} />
  <main class="order">${children}
    <${Sortable} items=${shown} more=${more} onOrder=${setKeys} />
  </main>
  ${keys && html`<div class="save order-save"><button type="button" class="button second" onClick=${() => setKeys(null)}><${Sign} name="undo" />${t("order.drop")}</button>
    <button type="button" class="button" onClick=${() => once("order", async () => { write(); back(); })}>${t("order.save")}</button></div>`}`;
}
