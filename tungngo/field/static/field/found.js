// Households and people found at a door, as the list shows them until the server's own list has them. Pure.

import { fold } from "./fold.js";

const MAKE = "suggestion.make";
const isFound = (row) => row.kind === MAKE && row.state !== "aside" && row.body.what.endsWith("_found");

const personOf = ({ id, name, birth_year = null, sex = "", relation = "" }) =>
  ({ id, name, birth_year, sex, relation, version: null, segment: "", reasons: [], levels: {}, found: true });

/** The last door of the lane a household was found in, or undefined: it stands behind it in the walk. */
function behind(doors, { group, lane = "" }) {
  const here = doors.filter((door) => door.path === group && !door.priority && fold(door.lane || "") === fold(lane));
  return here[here.length - 1];
}

function doorOf({ origin, body }, doors) {
  const { said } = body;
  const before = behind(doors, said);
  return {
    origin, id: body.household, path: said.group, version: null, found: true,
    place: (before || doors[doors.length - 1] || { place: 0 }).place + 0.5,
    house: said.house || "", lane: said.lane || "", lane_key: before?.lane_key || fold(said.lane || ""),
    group: doors.find((door) => door.path === said.group)?.group || "",
    code: "", address: said.address || "", head: said.head || "", language: "", priority: 0, reasons: [],
    stand: { attempts: 0 }, people: (said.people || []).map(personOf),
  };
}

/**
 * The doors of the mirror with what rows of the outbox found besides: people behind their doors, households
 * at the end of their lanes. What the mirror has already is not shown twice.
 */
export function withFound(doors, rows) {
  const found = rows.filter(isFound);
  if (!found.length) return doors;
  const listed = new Set(doors.map((door) => door.id));
  const now = [...doors];
  for (const row of found) {
    if (row.body.what !== "household_found" || listed.has(row.body.household)) continue;
    const door = doorOf(row, now);
    const before = behind(now, row.body.said);
    now.splice(before ? now.indexOf(before) + 1 : now.length, 0, door);
  }
  for (const { body } of found) {
    if (body.what !== "person_found") continue;
    const at = now.findIndex((door) => door.id === body.household);
    const door = now[at];
    if (!door || door.people.some((person) => person.id === body.resident)) continue;
    now[at] = { ...door, people: [...door.people, personOf({ id: body.resident, ...body.said })] };
  }
  return now;
}
