// What becomes of a record after it was written: taken back, corrected, mended, handed to the leader. A fact
// that left the phone is never edited: a new one follows it, and `by` of the old row names the row that does.

import { stamp } from "./days.js";
import { uuid7 } from "./ids.js";
import { ASIDE, HAND, HANDED, REFUSED, rowOf, WAITING } from "./rows.js";
import { shut } from "./safe.js";

const unsent = (row) => row.state === WAITING && row.tries === 0;

/** The functions below on this `outbox` (a table), through `change` of store.js. */
export function correctionsOf(outbox, change) {
  /** The last of a chain of corrections that this row began or is part of. */
  async function lastOf(op) {
    const row = await outbox.get(op);
    return row?.by ? lastOf(row.by) : op;
  }

  /** A row that counts nowhere is left at that, and what it corrected holds again. In a transaction. */
  async function leave(op) {
    await outbox.update(op, { state: ASIDE });
    await release(op);
  }

  const release = (op) =>
    outbox.where({ by: op }).modify((before) => {
      delete before.by;
      delete before.replaced;
      delete before.withdrawn;
    });

  /**
   * Take an encounter back. One that never left the phone simply goes (and what it corrected holds again); one
   * that did, or may have, is followed by a new fact that withdraws it.
   */
  async function withdraw(op) {
    return change(await lastOf(op), async (row) => {
      if (row.body.withdrawn || row.state === ASIDE) return null;
      if (unsent(row)) {
        return async () => {
          await outbox.delete(row.op);
          await release(row.op);
        };
      }
      // A refused one counts nowhere: there is nothing to withdraw.
      if (row.state === REFUSED) return () => leave(row.op);
      const body = { ...row.body, id: uuid7(), at: stamp(), amends: row.body.id, withdrawn: true };
      const next = await shut("outbox", rowOf(row.kind, row.origin, body, row));
      return async () => {
        await outbox.update(row.op, { withdrawn: true, by: next.op });
        await outbox.add(next);
      };
    });
  }

  /**
   * Correct one's own encounter: `said` holds what changes of its body. One that never left the phone is
   * corrected where it lies, same operation, id and moment; else a new fact amends the last of its chain, at
   * the moment of the first, and the old row is `replaced`. A refused one is mended. Gives the row that holds now;
   * undefined for one taken back or set aside.
   */
  async function amend(op, said) {
    return change(await lastOf(op), async (row) => {
      if (row.body.withdrawn || row.state === ASIDE) return null;
      if (row.state === REFUSED) return outAgain(row, said);
      const { id, at } = row.body;
      if (unsent(row)) {
        const same = { ...row, body: { ...row.body, ...said, id, at, amends: row.body.amends } };
        const kept = await shut("outbox", same);
        return async () => {
          await outbox.put(kept);
          return same;
        };
      }
      const body = { ...row.body, ...said, id: uuid7(), at, amends: id };
      const next = rowOf(row.kind, row.origin, body, row);
      const kept = await shut("outbox", next);
      return async () => {
        await outbox.update(row.op, { replaced: true, by: next.op });
        await outbox.add(kept);
        return next;
      };
    });
  }

  /** A refused row as a new operation about the same encounter; what it corrected points to it from now on. */
  async function outAgain(row, changes) {
    const { code, sentence, about, ...rest } = row;
    const body = { ...row.body, ...changes, id: row.body.id };
    const next = { ...rest, body, op: uuid7(), instead: row.op, state: WAITING, tries: 0 };
    const kept = await shut("outbox", next);
    return async () => {
      await outbox.delete(row.op);
      await outbox.where({ by: row.op }).modify({ by: next.op });
      await outbox.add(kept);
      return next;
    };
  }

  /** Repair a refused record: it goes out once more, with `changes` to its body. Gives the new row. */
  const mend = (op, changes) => change(op, (row) => (row.state === REFUSED ? outAgain(row, changes) : null));

  /** A refused record goes out once more, as a new operation about the same encounter. */
  const sendAgain = (op) => mend(op, {});

  /** Give a refused record to the leader, who settles it at the server; `note`: what they should know. */
  function handToLeader(op, note = "") {
    return change(op, async (row) => {
      if (row.state !== REFUSED) return null;
      const body = { id: uuid7(), receipt: op, at: stamp(), note };
      const hand = await shut("outbox", { ...rowOf(HAND, row.origin, body), about: op });
      return async () => {
        await outbox.update(op, { state: HANDED });
        await outbox.add(hand);
      };
    });
  }

  return { withdraw, amend, mend, sendAgain, handToLeader, leave };
}
