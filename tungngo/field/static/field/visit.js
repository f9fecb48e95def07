// What is being written down at a door, as a draft and as the facts it becomes. Pure.

import { addDays, weekday } from "./days.js";

export const WITH_HELP = 2;
export const TEACHES = 4;
const ME = ["me"];
const NEIGHBOUR = "neighbour";
/** Where somebody is met who is not at a session; a session's kind of place stays its own. */
export const PLACES = ["door", "point", "desk"];
const MOST_WITNESS = 80;

/** An empty draft. One person alone behind the door is there when somebody was met. */
export const emptyDraft = (result, people) => ({
  result,
  present: result === "met" && people.length === 1 ? [people[0].id] : [],
  unlisted: false, // somebody was met who is not on the list
  skills: {}, // skill code → the level that holds for everyone unless said otherwise
  own: {}, // "resident/skill" → level, or null for "not this one"
  place: "door", // or "point", "desk": where they were met
  taught: {}, // skill code, or "resident/skill" → who taught: ["me"], ["member", id], ["resident", id], ["neighbour", id]
  consents: {}, // the same keys → how they agreed: ["none"] nothing was done for them, or [how, witness]
  near: null, // where the door is, coarse: [lat, lon]
  photos: [], // ids of pictures kept on this phone
  back: "none", // none, a day, or "other" with back_on
  back_on: "",
  back_for: "",
});

/** A draft read back from the phone, without people and services that are gone since. */
export function mended(draft, people, skills) {
  const here = new Set(people.map((person) => person.id));
  const taught = new Set(skills.map((skill) => skill.code));
  return {
    ...emptyDraft(draft.result, []),
    ...draft,
    present: draft.present.filter((id) => here.has(id)),
    skills: Object.fromEntries(Object.entries(draft.skills).filter(([code]) => taught.has(code))),
  };
}

/**
 * The draft that would say again what an encounter said (its body as in docs/wire.md), to be corrected.
 * Every level stands as it was written, so that nothing is raised by what is known since.
 */
export function draftOf(body, people, skills) {
  const { outcomes, consents = [], come_back_on: on } = body;
  // A resident who is not listed behind this door is a neighbour.
  const taught = (body.taught || []).map(([id, skill, kind, who]) =>
    [id, skill, kind === "resident" && !people.some((one) => one.id === who) ? NEIGHBOUR : kind, who]);
  const said = Object.fromEntries(outcomes.map(([id, skill, level]) => [`${id}/${skill}`, level]));
  const present = [...new Set(outcomes.map(([id]) => id))];
  const shown = [...new Set(outcomes.map(([, skill]) => skill))];
  return mended({
    ...emptyDraft(body.result, []),
    present,
    unlisted: body.result === "met" && !present.length,
    skills: Object.fromEntries(shown.map((skill) => [skill, WITH_HELP])),
    own: Object.fromEntries(present.flatMap((id) => shown.map((skill) => [`${id}/${skill}`, said[`${id}/${skill}`] ?? null]))),
    place: body.place || "door",
    at_session: Boolean(body.gathering),
    taught: asSaid(outcomes, taught, ME),
    consents: asSaid(outcomes, consents, ["none"]),
    // What they agreed to is what they were read then; null where that was not written down.
    ...(consents.length > 0 && { consent_text: body.consent_text ?? null }),
    near: body.near || null,
    photos: body.photos || [],
    back: on || body.come_back_for ? "other" : "none",
    back_on: on || "",
    back_for: body.come_back_for || "",
  }, people, skills);
}

/** What stands beside outcomes as a draft holds it: of a whole service where it is the same for everyone. */
function asSaid(outcomes, rows, otherwise) {
  const own = Object.fromEntries(rows.map(([id, skill, ...said]) => [`${id}/${skill}`, said]));
  const map = {};
  for (const [id, skill] of outcomes) {
    const of = outcomes.filter(([other, same]) => same === skill && !rows.some(([, s, kind, who]) => s === skill && kind === "resident" && who === other));
    const all = of.map(([other]) => JSON.stringify(own[`${other}/${skill}`] || otherwise));
    if (all.length && all.every((one) => one === all[0])) map[skill] = JSON.parse(all[0]);
    else map[`${id}/${skill}`] = own[`${id}/${skill}`] || otherwise;
  }
  return map;
}

/** What is said of one person and service: of them alone, else of everyone, else `otherwise`. */
const saidOf = (map, id, skill, otherwise) => map[`${id}/${skill}`] ?? map[skill] ?? otherwise;

/** Who taught a person a service. A relative who left the room teaches nobody, and nobody themselves. */
export function teacherOf(draft, id, skill) {
  const [kind, who] = saidOf(draft.taught, id, skill, ME);
  return kind === "resident" && (who === id || !draft.present.includes(who)) ? ME : [kind, who];
}

/** Whether somebody here taught another of the household: they stand on the highest step. */
export const isTeaching = (draft, id, skill) =>
  skill in draft.skills && draft.present.some((other) => {
    const [kind, who] = teacherOf(draft, other, skill);
    return kind === "resident" && who === id && draft.own[`${other}/${skill}`] !== null;
  });

/** How a person agreed to what was done for them: [how, witness], ["none"], or null when nobody said. */
export const consentOf = (draft, id, skill) => saidOf(draft.consents, id, skill, null);

/**
 * The level written down for a person and a service: their own choice, else what holds for everyone,
 * but never below what is already known of them. null: not this one.
 */
export function levelOf(draft, id, skill, known = 0) {
  if (isTeaching(draft, id, skill)) return TEACHES;
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

/** [[resident, skill, "member"|"resident", id]]: who taught, only where it was not me. */
const taughtOf = (draft, outcomes) =>
  outcomes
    .map(([id, skill]) => [id, skill, ...teacherOf(draft, id, skill)])
    .filter(([, , kind]) => kind !== "me")
    .map(([id, skill, kind, who]) => [id, skill, kind === NEIGHBOUR ? "resident" : kind, who]);

/** Residents of other doors on this phone, of the same commune, who teach a skill: [{id, name, at: door}]. */
export const teachersAround = (doors, door, skill) =>
  doors
    .filter((other) => other.origin === door.origin && other.key !== door.key)
    .flatMap((other) => other.people
      .filter(({ id }) => other.stand.levels[id]?.[skill]?.level === TEACHES)
      .map(({ id, name }) => ({ id, name, at: other })));

/** [[resident, skill, "spoken"|"signed"|"witness", who witnessed]], only where something was done for them. */
const consentsOf = (draft, outcomes) =>
  outcomes
    .map(([id, skill]) => [id, skill, consentOf(draft, id, skill)])
    .filter(([, , consent]) => consent && consent[0] !== "none")
    .map(([id, skill, [how, witness = ""]]) => [id, skill, how, how === "witness" ? witness.trim().slice(0, MOST_WITNESS) : ""]);

/** Codes of the services shown here for which it must still be said how people agreed. */
export function unanswered(draft, skills, levels) {
  const outcomes = outcomesOf(draft, levels);
  const open = outcomes.filter(([id, skill]) => !consentOf(draft, id, skill)).map(([, skill]) => skill);
  return skills.filter((skill) => skill.consent && open.includes(skill.code)).map((skill) => skill.code);
}

/**
 * The body of the encounter (docs/wire.md), less what the store adds. `levels` as in standingOf, {} for a
 * correction. What is empty is left out: a record stays small on the line.
 */
export function bodyOf(draft, door, campaign, levels = door.stand.levels) {
  const outcomes = outcomesOf(draft, levels);
  const beside = {
    taught: taughtOf(draft, outcomes),
    consents: consentsOf(draft, outcomes),
    photos: draft.photos,
    near: draft.near || [],
  };
  const text = draft.consent_text === undefined ? campaign.consent_text?.version : draft.consent_text;
  return {
    campaign: campaign.id,
    household: door.id,
    result: draft.result,
    outcomes,
    come_back_on: draft.back === "none" ? null : (draft.back === "other" ? draft.back_on : draft.back) || null,
    come_back_for: draft.back === "none" ? "" : draft.back_for.trim().slice(0, 200),
    ...Object.fromEntries(Object.entries(beside).filter(([, said]) => said.length)),
    ...(draft.place !== "door" && { place: draft.place }),
    ...(beside.consents.length > 0 && text && { consent_text: text }),
  };
}

/** A place on earth to about 100 metres: what is finer never leaves this function. */
export const coarse = ({ latitude, longitude }) => [latitude, longitude].map((degrees) => Math.round(degrees * 1000) / 1000);

/** Days offered for coming back: today, tomorrow, Saturday and Sunday, each once. */
export function daysOffered(today) {
  const offered = [["today", today], ["tomorrow", addDays(today, 1)]];
  for (const [name, number] of [["saturday", 6], ["sunday", 0]]) {
    const day = addDays(today, (number - weekday(today) + 7) % 7);
    if (!offered.some(([, other]) => other === day)) offered.push([name, day]);
  }
  return offered;
}
