// How doors, people and results are said, wherever they are shown.

import { daysBetween, showDay, today } from "./days.js";
import { currentLanguage, named, t } from "./words.js";

export const RESULTS = ["met", "absent", "refused", "moved", "demolished"];
export const RESULT_SIGNS = { met: "check", absent: "clock", refused: "cross", moved: "away", demolished: "home" };

/** What is known of a person, in one line. */
export const about = (person, year = new Date().getFullYear()) =>
  [
    person.birth_year && t("person.age", { n: year - person.birth_year }),
    person.relation && named("relation", person.relation),
    ...(person.reasons || []).filter((code) => code !== "elderly").map((code) => named("reason", code)),
  ].filter(Boolean).join(" · ");

/** How long ago a day is: today, yesterday, 5 days ago. */
export function agoWords(day, now = today()) {
  const days = daysBetween(day, now);
  if (days <= 0) return t("ago.today");
  return days === 1 ? t("ago.yesterday") : t("ago.days", { n: days });
}

/** Why to go there, in one line; nothing where nobody has promised or shown anything yet. */
export function dueWords(door, now = today()) {
  const [code, day] = door.due[0] || [];
  if (code === "practise" && day <= now) return t("due.practise");
  if (code !== "promised") return "";
  const words = !day ? t("door.promised_some_day")
    : day < now ? t("due.late", { n: daysBetween(day, now), day: showDay(day) })
      : day === now ? t("due.today") : t("door.promised", { day: showDay(day) });
  return door.stand.come_back_for ? `${words}: ${door.stand.come_back_for}` : words;
}

/** The last visit, and how long ago it was. */
export function lastWords(stand, now = today()) {
  if (!stand.last_result) return t("door.never");
  const last = t("door.last", { result: t(`result.${stand.last_result}.done`), day: agoWords(stand.last_on, now) });
  return stand.attempts > 1 ? `${last} ${t("door.attempts", { n: stand.attempts })}` : last;
}

/** A door in few words: its number, or who lives there. */
export const doorName = (door) => (door.house ? t("door.title", { house: door.house }) : door.head || t("door.title_bare"));

/** The address of a door in one line: 12A Ngách 281/58; without a number, who lives there. */
export const addressOf = (door) =>
  door.house
    ? [door.house, door.lane || door.group].filter(Boolean).join(" ")
    : [doorName(door), door.lane || door.address].filter(Boolean).join(", ");

/** What stands in a small square for a door: its number; where doors have none, the given name. */
export const markOf = (door) => door.house || (door.head || "?").split(" ").pop();

/** A service as one says it here: short in Vietnamese, its English name in English. */
export const skillName = (skill) => (currentLanguage() === "en" && skill.name?.en.split(":")[0]) || skill.short;

/** Where the guide to a service is, in the language spoken at this door. */
export const guideOf = (skill, door) => `#/x/guide/${skill.code}${door.language ? `/${door.language}` : ""}`;

/** The one sentence about everything this phone recorded. `when`: 10:42, if the server ever spoke. */
export function sentenceOf(counts, when) {
  const there = counts.sent + counts.counted + (counts.held || 0);
  const said = [];
  if (there) said.push(t(when ? "sentence.there_at" : "sentence.there", { n: there, when }));
  if (counts.waiting) said.push(t("sentence.waiting", { n: counts.waiting }));
  if (counts.refused) said.push(t("sentence.refused", { n: counts.refused }));
  if (counts.handed) said.push(t("sentence.handed", { n: counts.handed }));
  return said.length ? said.join(" · ") : t("sentence.nothing");
}
