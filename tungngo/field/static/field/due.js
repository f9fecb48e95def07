// Why somebody should go to a door, and from which day: the same as tungngo/encounters/due.py, for doors
// about which this phone knows more than the server has told. tests/field/due_cases.py holds the two together.

import { addDays } from "./days.js";

const SHOWN = new Set([1, 2]);
const CLOSED = new Set(["moved", "demolished", "refused"]);
export const PRACTISE_AFTER = 7; // days, where the campaign says nothing

/**
 * What is due at a door, the most urgent first: [[code, first day or null]]. `levels`: for each person
 * skill → highest level; `practiseAfter` counts days.
 */
export function dueAt(stand, levels, practiseAfter) {
  if (stand.come_back_on || stand.come_back_for) return [["promised", stand.come_back_on]];
  if (CLOSED.has(stand.last_result)) return [];
  if (!stand.reached_on) return [["never", null]];
  if (levels.some((known) => Object.values(known).some((level) => SHOWN.has(level)))) {
    return [["practise", addDays(stand.last_met_on || stand.reached_on, practiseAfter)]];
  }
  return [];
}

/** Whether it is time: a day that has come, or no day in particular. */
export const isTime = ([, day], today) => !day || day <= today;
