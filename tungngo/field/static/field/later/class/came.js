// Who came to a class, as this phone knows it: what its records say, and what a check-in becomes. Pure.

import { fold, matches } from "../../fold.js";
import { holding } from "../../standing.js";

/** Check-ins of this gathering that hold, by resident: id → row. */
export function cameTo(rows, gathering) {
  const came = new Map();
  for (const row of holding(rows)) {
    if (row.body.gathering !== gathering) continue;
    for (const [id] of row.body.outcomes) if (!came.has(id)) came.set(id, row);
  }
  return came;
}

/**
 * How many came who are not named: those counted besides the named, or who said so on their own phones and are
 * neither; of two who count one room the greater. The same as `unnamed` of tungngo/points/rules.py.
 */
export const unnamed = (named, counted, confirmed) => Math.max(counted, confirmed - named, 0);

/** The last number of people without a name that was said here, or null. */
export function headsSaid(rows, gathering) {
  const said = rows
    .filter(({ kind, body, state }) => kind === "gathering.heads" && body.gathering === gathering && state !== "refused" && state !== "aside")
    .sort((a, b) => (a.body.at < b.body.at ? -1 : a.body.at > b.body.at ? 1 : a.op < b.op ? -1 : 1));
  return said.length ? said[said.length - 1].body.heads : null;
}

/** People behind these doors whose name, house or lane begin with the words typed: [{door, person}]. */
export function found(doors, typed, most) {
  const wanted = fold(typed);
  if (!wanted) return [];
  const hits = [];
  for (const door of doors) {
    for (const person of door.people) {
      if (matches(fold(`${person.name} ${door.house} ${door.lane}`), wanted)) hits.push({ door, person });
      if (hits.length >= most) return hits;
    }
  }
  return hits;
}

/**
 * The body of docs/wire.md that says a person came: met, with each service taught at level 0. What the
 * door was promised is said again, for the last encounter's word on it holds.
 */
export const checkIn = (duty, campaign, door, person, skills, { id, at }) => ({
  id, at, campaign: campaign.id, household: door.id, place: "class", gathering: duty.id, result: "met",
  outcomes: skills.map((skill) => [person.id, skill, 0]),
  come_back_on: door.stand.come_back_on || null, come_back_for: door.stand.come_back_for || "",
  amends: null, withdrawn: false,
});
