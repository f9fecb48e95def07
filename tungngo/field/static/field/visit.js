// What is being written down at a door, as a draft and as the facts it becomes. Pure.

import { addDays, weekday } from "./days.js";

export const WITH_HELP = 2;

/** An empty draft. One person alone behind the door is there when somebody was met. */
export const emptyDraft = (result, people) => ({
  result,
  present: result === "met" && people.length === 1 ? [people[0].id] : [],
  skills: {}, // skill code → the level that holds for everyone unless said otherwise
  own: {}, // "resident/skill" → level, or null for "not this one"
  back: "none", // none, a day, or "other" with back_on
  back_on: "",
  back_for: "",
});

/** A draft read back from the phone, without people and services that are gone since. */
export function mended(draft, people, skills) {
  const here = new Set(people.map((person) => person.id));
  const taught = new Set(skills.map((skill) => skill.code));
  return {
    ...draft,
    present: draft.present.filter((id) => here.has(id)),
    skills: Object.fromEntries(Object.entries(draft.skills).filter(([code]) => taught.has(code))),
  };
}

/**
 * The level written down for a person and a service: their own choice, else what holds for everyone,
 * but never below what is already known of them. null: not this one.
 */
export function levelOf(draft, id, skill, known = 0) {
  const own = draft.own[`${id}/${skill}`];
  return own === undefined ? Math.max(draft.skills[skill] ?? WITH_HELP, known) : own;
}

/** [[resident, skill, level]] of a draft; `levels` as in standing.standingOf. */
export function outcomesOf(draft, levels) {
  if (draft.result !== "met") return [];
  return draft.present.flatMap((id) =>
    Object.keys(draft.skills)
      .map((skill) => [id, skill, levelOf(draft, id, skill, levels[id]?.[skill]?.level)])
      .filter(([, , level]) => level !== null),
  );
}

/** The body of the encounter (docs/wire.md), less what the store adds. */
export const bodyOf = (draft, door, campaign) => ({
  campaign: campaign.id,
  household: door.id,
  result: draft.result,
  outcomes: outcomesOf(draft, door.stand.levels),
  come_back_on: draft.back === "none" ? null : (draft.back === "other" ? draft.back_on : draft.back) || null,
  come_back_for: draft.back === "none" ? "" : draft.back_for.trim().slice(0, 200),
});

/** Days offered for coming back: today, tomorrow, Saturday and Sunday, each once. */
export function daysOffered(today) {
  const offered = [["today", today], ["tomorrow", addDays(today, 1)]];
  for (const [name, number] of [["saturday", 6], ["sunday", 0]]) {
    const day = addDays(today, (number - weekday(today) + 7) % 7);
    if (!offered.some(([, other]) => other === day)) offered.push([name, day]);
  }
  return offered;
}
