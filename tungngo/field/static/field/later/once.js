// What two quick taps say is written down once: sealing and writing take a moment, and until then, and until the
// list of records shows it, the button still stands there.

import { useEffect, useRef } from "../ui.js";

/**
 * Gives `once(key, write)`: runs `write()` unless it runs for this key, or has run and `rows` (the records of this
 * phone) have not changed since; a screen that is left afterwards needs no `rows`. Resolves to whether it ran. What
 * failed can be tried again.
 */
export function useOnce(rows) {
  const said = useRef(new Map()); // key → whether it is written down
  useEffect(() => said.current.forEach((written, key) => written && said.current.delete(key)), [rows]);
  return async (key, write) => {
    if (said.current.has(key)) return false;
    said.current.set(key, false);
    try {
      await write();
    } catch (failure) {
      said.current.delete(key);
      throw failure;
    }
    said.current.set(key, true);
    return true;
  };
}
