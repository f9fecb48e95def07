// Sealing bytes so that only the server opens them: what tungngo/lib/sealing.py says, in WebCrypto.
// Nothing here is our own: ECDH on P-256 with a key made for this once, HKDF-SHA-256, AES-256-GCM.

const MAGIC = [84, 78, 71, 1]; // TNG and the version
const KEY_ID = 8;
const INFO = new TextEncoder().encode("tungngo sealing 1");
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** Whether this browser can seal: it does so on pages that came over https (or from this very machine). */
export const canSeal = () => Boolean(globalThis.crypto?.subtle);

/** Bytes of base64url text. */
export const bytesOf = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** The first `length` bytes of SHA-256 over `bytes`, in hex: what a parcel is known by. */
export async function digestOf(bytes, length = 32) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.subarray(0, length)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `content` (bytes) sealed to `publicKey` (65 bytes of the server's). */
export async function seal(publicKey, content) {
  const { subtle } = crypto;
  const theirs = await subtle.importKey("raw", publicKey, CURVE, false, []);
  const ours = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const keyId = new Uint8Array(await subtle.digest("SHA-256", publicKey)).subarray(0, KEY_ID);
  const point = new Uint8Array(await subtle.exportKey("raw", ours.publicKey));
  const head = Uint8Array.of(...MAGIC, ...keyId, ...point);

  const agreed = await subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const stretching = await subtle.importKey("raw", agreed, "HKDF", false, ["deriveBits"]);
  const stretched = await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: head, info: INFO }, stretching, 44 * 8);
  const key = await subtle.importKey("raw", stretched.slice(0, 32), "AES-GCM", false, ["encrypt"]);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: stretched.slice(32) }, key, content);

  const whole = new Uint8Array(head.length + sealed.byteLength);
  whole.set(head);
  whole.set(new Uint8Array(sealed), head.length);
  return whole;
}
