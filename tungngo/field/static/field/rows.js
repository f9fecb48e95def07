// A row of the outbox: an operation of docs/wire.md, and where it is.

import { uuid7 } from "./ids.js";

export const WAITING = "waiting"; // on this phone only
export const SENT = "sent"; // on the server's disk
export const HELD = "held"; // on the server, which will count it by itself
export const COUNTED = "counted"; // in the standings the server sent back
export const REFUSED = "refused"; // the server could not take it: a person must look
export const HANDED = "handed"; // refused, and given to the leader to settle
export const ASIDE = "aside"; // a person looked at a refusal and left it at that
export const NOT_ON_SERVER = new Set([WAITING, REFUSED, HANDED]); // … as a record that counts
export const OPEN_STATES = [WAITING, SENT, HELD, REFUSED, HANDED];
export const HAND = "receipt.hand"; // a note that gives a refused record to the leader

/** A new operation that waits to be sent. */
export const rowOf = (kind, origin, body, { door = "", label = "" } = {}) => ({
  op: uuid7(), kind, origin, body, label, door, state: WAITING, tries: 0, saved_at: Date.now(),
});

/** A row as the wire says it; `instead` names the refused operation that its author put right with it. */
export const onTheWire = ({ op, kind, origin, body, instead }) => ({ op, kind, origin, body, instead });
