// From what was typed to the body of `suggestion.make` (docs/wire.md), and what speaks against sending it. Pure.

import { fold } from "../../fold.js";

const FIRST_YEAR = 1890;
// As tungngo/lib/identity.py has it: twelve digits, or the nine of before, in one piece or by threes.
const IN_ONE = /(?<!\d)(?<!\+84)(?<!\+84[ .-])(?:\d{12}|\d{9})(?!\d)/;
const IN_THREES = /(?<!\d)(?<!\d[ .-])\d{3}([ .-])\d{3}\1\d{3}(?:\1\d{3})?(?![ .-]?\d)/;

/** Whether something in a text looks like an identity number. */
export const holdsNumber = (text) => IN_ONE.test(text) || IN_THREES.test(text);

/** A year as typed: the number, null for nothing, NaN for what is no birth year. */
export function yearOf(typed, now) {
  const text = String(typed ?? "").trim();
  if (!text) return null;
  const year = /^\d{4}$/.test(text) ? Number(text) : NaN;
  return year >= FIRST_YEAR && year <= now ? year : NaN;
}

const trimmed = (text) => (text || "").trim().replace(/\s+/g, " ");

/** `said` without what is empty. */
const filled = (said) => Object.fromEntries(Object.entries(said).filter(([, value]) =>
  value !== "" && value !== null && value !== undefined && !(Array.isArray(value) && !value.length)));

/** Of what was typed, what differs from the row: {field: value}. `fields`: [field, column of the row]. */
export function differing(typed, row, fields) {
  const said = {};
  for (const [field, column] of fields) {
    const value = typeof typed[field] === "string" ? trimmed(typed[field]) : typed[field];
    if (value && value !== (row[column] ?? "")) said[field] = value;
  }
  return said;
}

/** What a household that was found is, from its draft; `mint` makes ids for the people who are named. */
export function foundSaid(draft, mint, now) {
  const head = trimmed(draft.head);
  const people = [{ name: head, birth_year: draft.born, relation: head && "head" }, ...draft.people]
    .map(({ name, birth_year, relation }) => filled({ name: trimmed(name), birth_year: yearOf(birth_year, now), relation }))
    .filter((person) => person.name)
    .map((person) => ({ id: mint(), ...person }));
  return filled({
    group: draft.group, lane: trimmed(draft.lane), house: trimmed(draft.house), head, people,
    count: draft.count ? Number(draft.count) : null,
  });
}

/** A door of the list that the household found may be: the same door of the lane, or a head of that name. */
export function twinOf(draft, doors) {
  const [head, house, lane] = [draft.head, draft.house, draft.lane].map((text) => fold(text || ""));
  return doors.find((door) => door.path === draft.group
    && ((house && fold(door.house) === house && fold(door.lane || "") === lane) || (head && fold(door.head || "") === head)));
}

/** The groups a household can be found in: those of my doors, and those my teams work in. {path: name} */
export function groupsOf(doors, teams) {
  const groups = new Map();
  for (const door of doors) if (door.path && door.group) groups.set(door.path, door.group);
  const within = (path) => [...groups.keys()].some((one) => one.startsWith(path));
  for (const team of teams) if (team.path && !within(team.path)) groups.set(team.path, team.area);
  return groups;
}

/** The commune a path lies in: the origin of what is found there. */
export const originOf = (path) => path.split(".")[1];

/** The lanes of a group, each once, as the walk comes to them. */
export const lanesOf = (doors, path) =>
  [...new Set(doors.filter((door) => door.path === path).map((door) => door.lane).filter(Boolean))];
