// What keeps the local store shut: a random key that seals every row, and a key made from the PIN around
// it. Only the browser's own WebCrypto. What this can and cannot protect: docs/decisions/0009-pin.md.

export const PIN_LENGTH = 6;
const ROUNDS = 600_000; // PBKDF2-HMAC-SHA-256, OWASP Password Storage Cheat Sheet 2023; kept beside the salt
const NONCE_BYTES = 12; // NIST SP 800-38D, section 8.2.2: fresh and random for every sealing
const SALT_BYTES = 16;
const FREE_TRIES = 3;
const FIRST_PAUSE = 30; // s, doubled with every wrong PIN after it
const LONGEST_PAUSE = 900; // s

const AES = { name: "AES-GCM", length: 256 };
const USES = ["encrypt", "decrypt"];
const bytesOf = (text) => new TextEncoder().encode(text);
const random = (count) => crypto.getRandomValues(new Uint8Array(count));

/** Whether this page may lock anything: browsers give WebCrypto to https and localhost only. */
export const canLock = () => Boolean(globalThis.crypto?.subtle);

// ---------------------------------------------------------------------------------- the PIN

/** Whether anybody would try this PIN first: one digit, a run, or a short pattern repeated. */
export function isEasy(pin) {
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  const run = steps.size === 1 && Math.abs([...steps][0]) <= 1;
  return run || [2, 3].some((size) => pin === pin.slice(0, size).repeat(PIN_LENGTH / size));
}

/** Seconds to wait after so many wrong PINs: none for three, then 30, doubling up to 15 minutes. */
export const pauseAfter = (wrong) =>
  wrong < FREE_TRIES ? 0 : Math.min(FIRST_PAUSE * 2 ** (wrong - FREE_TRIES), LONGEST_PAUSE);

/**
 * Milliseconds until a lock may be tried again; `since`: when it was tried last. With a clock set back
 * the whole pause is left, never more.
 */
export function waitLeft({ wrong = 0, since = 0 }, now) {
  const pause = pauseAfter(wrong) * 1000;
  return now < since ? pause : Math.max(0, pause - (now - since));
}

// ---------------------------------------------------------------------------------- locks

async function outerKey(pin, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", bytesOf(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, typed, AES, false, ["wrapKey", "unwrapKey"]);
}

function innerKey(lock, outer) {
  const how = { name: AES.name, iv: lock.nonce, additionalData: bytesOf(lock.id) };
  return crypto.subtle.unwrapKey("raw", lock.wrapped, outer, how, AES.name, false, USES);
}

/**
 * A new data key and the lock to keep on the disk: {id, salt, rounds, nonce, wrapped}; without a PIN
 * (null) {id, key}: then whoever reads the disk reads everything. Gives [lock, key]; the key cannot be taken
 * out of the browser's hands.
 */
export async function makeLock(pin) {
  const id = crypto.randomUUID();
  if (pin === null) {
    const key = await crypto.subtle.generateKey(AES, false, USES);
    return [{ id, key }, key];
  }
  const lock = { id, salt: random(SALT_BYTES), rounds: ROUNDS, nonce: random(NONCE_BYTES) };
  const outer = await outerKey(pin, lock.salt, lock.rounds);
  const made = await crypto.subtle.generateKey(AES, true, USES);
  const how = { name: AES.name, iv: lock.nonce, additionalData: bytesOf(id) };
  lock.wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", made, outer, how));
  return [lock, await innerKey(lock, outer)];
}

/** The data key of a lock; null when the PIN is not the right one. */
export async function openLock(lock, pin) {
  const outer = await outerKey(pin, lock.salt, lock.rounds);
  return innerKey(lock, outer).catch(() => null);
}

// ---------------------------------------------------------------------------------- sealing

/**
 * Anything JSON can say, sealed for one place ("outbox/<op>"): nonce, then AES-GCM. Opened at another
 * place it fails, so rows cannot be swapped.
 */
export async function seal(key, place, value) {
  const nonce = random(NONCE_BYTES);
  const how = { name: AES.name, iv: nonce, additionalData: bytesOf(place) };
  const shut = await crypto.subtle.encrypt(how, key, bytesOf(JSON.stringify(value)));
  const sealed = new Uint8Array(NONCE_BYTES + shut.byteLength);
  sealed.set(nonce);
  sealed.set(new Uint8Array(shut), NONCE_BYTES);
  return sealed;
}

/** What was sealed for this place. Rejects for another key, another place, or a changed byte. */
export async function unseal(key, place, sealed) {
  const how = { name: AES.name, iv: sealed.subarray(0, NONCE_BYTES), additionalData: bytesOf(place) };
  const bytes = await crypto.subtle.decrypt(how, key, sealed.subarray(NONCE_BYTES));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Bytes too large to seal anew with every PIN, under a key of their own: [key to keep sealed, what lies on the disk]. */
export async function sealApart(bytes) {
  const own = random(32);
  const key = await crypto.subtle.importKey("raw", own, AES.name, false, USES);
  const nonce = random(NONCE_BYTES);
  return [[...own], { nonce, box: await crypto.subtle.encrypt({ name: AES.name, iv: nonce }, key, bytes) }];
}

/** What `sealApart` sealed. Rejects for another key or a changed byte. */
export async function unsealApart(own, { nonce, box }) {
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(own), AES.name, false, USES);
  return new Uint8Array(await crypto.subtle.decrypt({ name: AES.name, iv: nonce }, key, box));
}

/** Whether two sealed values are the same sealing: every sealing has a nonce of its own. */
export const sameSealing = (one, other) =>
  one === other || Boolean(one && other && one.subarray(0, NONCE_BYTES).every((byte, at) => byte === other[at]));
