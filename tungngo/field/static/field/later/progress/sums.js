// My share in figures, worked out of the doors as the list shows them. Pure: no clock, no words.

import { addDays, daysBetween, weekday } from "../../days.js";
import { countsOf } from "../../standing.js";

/** Rounds as the server does: halves to the even number. */
function round(value) {
  const whole = Math.floor(value);
  const rest = value - whole;
  return rest === 0.5 ? whole + (whole % 2) : Math.round(value);
}

/** How many of `all` a percentage needs: never fewer than it says. */
export const needed = (all, percent) => Math.ceil((all * percent) / 100 - 1e-9);

/** What would be reached on a day at an even pace (tungngo/progress/rules.even_pace). */
export function evenPace(milestones, startsOn, today) {
  let before = 0;
  let beforeOn = addDays(startsOn, -1);
  if (today <= beforeOn) return 0;
  for (const { due_on: dueOn, needed: count } of milestones) {
    if (today <= dueOn) {
      return before + round(((count - before) * daysBetween(beforeOn, today)) / daysBetween(beforeOn, dueOn));
    }
    before = count;
    beforeOn = dueOn;
  }
  return before;
}

/**
 * The milestone of households that is next, for a share of so many doors: {due_on, percent, needed, left,
 * days, aDay, expected}; null when there is none. `days` are those after today, as the board counts them;
 * `aDay` is what each of them needs.
 */
export function paceOf(campaign, counts, today) {
  const mine = (campaign?.milestones || [])
    .filter(({ indicator, segment }) => indicator === "households.reached" && !segment)
    .map(({ due_on, percent }) => ({ due_on, percent, needed: needed(counts.doors, percent) }))
    .sort((a, b) => (a.due_on < b.due_on ? -1 : 1));
  const next = mine.find((one) => one.due_on >= today) || mine[mine.length - 1];
  if (!next || !counts.doors) return null;
  const left = Math.max(0, next.needed - counts.reached);
  const days = Math.max(0, daysBetween(today, next.due_on));
  return { ...next, left, days, aDay: days ? Math.ceil(left / days) : left, expected: evenPace(mine, campaign.starts_on, today) };
}

/**
 * Everybody behind my doors: {people, shown, skills: [{code, steps: [none, installed, help, alone, teaches]}]}.
 * `shown`: those who were shown at least one service. Steps add up to `people`.
 */
export function peopleOf(doors, skills) {
  const steps = new Map(skills.map(({ code }) => [code, [0, 0, 0, 0, 0]]));
  let people = 0;
  let shown = 0;
  for (const door of doors) {
    people += door.people.length;
    for (const person of door.people) {
      const known = door.stand.levels[person.id] || {};
      if (Object.values(known).some(({ level }) => level > 0)) shown += 1;
      for (const [code, counted] of steps) counted[known[code]?.level || 0] += 1;
    }
  }
  return { people, shown, skills: [...steps].map(([code, counted]) => ({ code, steps: counted })) };
}

/** My share: the counts of the list, doors first met today and since Monday, people, and the next milestone. */
export function figuresOf(doors, campaign, today) {
  const counts = countsOf(doors);
  const monday = addDays(today, -((weekday(today) + 6) % 7));
  const since = (day) => doors.filter(({ stand }) => stand.reached_on && stand.reached_on >= day).length;
  return { ...counts, today: since(today), week: since(monday), ...peopleOf(doors, campaign?.skills || []), pace: paceOf(campaign, counts, today) };
}
