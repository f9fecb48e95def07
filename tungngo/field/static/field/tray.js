// What can still be done about a record of this phone. Pure.

const TIMES = new Set(["encounter.in_the_future", "encounter.before_campaign", "encounter.after_campaign", "gathering.check_in_early", "gathering.check_in_late"]);

/** Whether this record may be corrected or taken back from the list: one's own encounter that holds. */
export const amendable = (row) =>
  row.kind === "encounter.record" && !row.body.withdrawn && !row.withdrawn && !row.replaced && !["aside", "handed"].includes(row.state);

/** How a record can be repaired: `path` of the screen where it was written; `timely`: its moment is wrong. */
export function repairOf(row) {
  const encounter = row.kind === "encounter.record" && !row.body.withdrawn;
  return {
    path: encounter ? `#/door/${row.door}/${row.body.result}/${row.op}` : "",
    timely: encounter && TIMES.has(row.code),
  };
}
