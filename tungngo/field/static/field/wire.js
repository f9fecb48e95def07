// The only file that fetches. It says what docs/wire.md says and judges the line by what happens to calls;
// `navigator.onLine` is never asked. Whatever is not an answer of our server (a hotel's sign-in page, half a
// body, silence) is a cut line.

import { currentLanguage } from "./words.js";

export const CUT = "cut"; // no answer, or not ours
export const SLOW = "slow"; // no answer in time, or a line that broke under the load: send less
export const BUSY = "busy"; // the server asked to wait
export const REFUSED = "refused"; // the server said no, with a code and a sentence

const WORTH_PACKING = 400; // bytes
const BROKE_UNDER_LOAD = 3000; // ms: a line that fails sooner is simply not there
const SECONDS = { "/field/carry": 60, "/field/claim": 30, "/field/push": 25, "/field/world": 60, "/field/guide": 30, "/field/guide-media": 120, "/field/photo": 60 };

/** Why a call did not work: `kind` is one of the four above. */
export class WireError extends Error {
  constructor(kind, { status = 0, code = "", sentence = "", waitSeconds = 0 } = {}) {
    super(`${kind} ${status} ${code}`);
    Object.assign(this, { kind, status, code, sentence, waitSeconds });
  }
}

async function packed(text) {
  if (text.length < WORTH_PACKING || typeof CompressionStream === "undefined") return null;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function call(path, { secret, body, bytes, piece, query = "", read = (reply) => reply.json() } = {}) {
  const headers = { "Accept-Language": currentLanguage() };
  if (secret) headers.Authorization = `Device ${secret}`;
  let sent = bytes;
  if (body) {
    const text = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
    sent = await packed(text);
    if (sent) headers["Content-Encoding"] = "gzip";
    else sent = text;
  }
  const patience = new AbortController();
  const began = Date.now();
  const clock = setTimeout(() => patience.abort(), SECONDS[path] * 1000);
  try {
    const reply = await fetch(path + query, {
      method: piece ? "PUT" : body || bytes ? "POST" : "GET", headers, body: piece || sent, signal: patience.signal,
      cache: "no-store", credentials: "omit", redirect: "error",
    });
    if (reply.ok) return await read(reply);
    throw refusalOf(reply, await reply.json());
  } catch (failure) {
    if (failure instanceof WireError) throw failure;
    throw new WireError(Date.now() - began > BROKE_UNDER_LOAD ? SLOW : CUT);
  } finally {
    clearTimeout(clock);
  }
}

function refusalOf(reply, said) {
  const status = reply.status;
  const waitSeconds = Number(reply.headers.get("Retry-After")) || 0;
  if (status === 429 || status >= 500) return new WireError(BUSY, { status, waitSeconds });
  if (typeof said?.code !== "string") return new WireError(CUT, { status });
  return new WireError(REFUSED, { status, code: said.code, sentence: said.sentence });
}

/** Turn a badge into this phone's own secret. */
export async function claim(badge, label, key) {
  const said = await call("/field/claim", { body: { badge, label, key } });
  if (!said.secret || !said.account) throw new WireError(CUT);
  return said;
}

/** What changed since `known` (room → fingerprint). */
export async function world(secret, known) {
  const query = `?${new URLSearchParams(known)}`;
  const said = await call("/field/world", { secret, query });
  if (!said.server_at) throw new WireError(CUT);
  const { server_at, ...rooms } = said;
  return { server_at, rooms };
}

/** Send operations; gives one verdict for each, in order. */
export async function push(secret, { sent_at, waiting, ops }) {
  const said = await call("/field/push", { secret, body: { sent_at, waiting, ops } });
  const whole = Array.isArray(said.verdicts) && said.verdicts.length === ops.length;
  if (!whole || said.verdicts.some(({ op }, at) => op !== ops[at].op)) throw new WireError(CUT);
  return said;
}

/** Bring another phone's parcel; gives what became of it, in counts. */
export async function carry(secret, parcel, bytes) {
  const said = await call("/field/carry", { secret, bytes });
  if (said.parcel !== parcel) throw new WireError(CUT);
  return said;
}

/** The bytes of a guide card ("/field/guide") or of its picture or voice ("/field/guide-media"). */
export const file = (secret, path, digest) =>
  call(path, { secret, query: `?${new URLSearchParams({ digest })}`, read: (reply) => reply.arrayBuffer() });

/** Send the bytes of a photo from `said.at` on; {got, done}: how many bytes are there now. */
export async function photo(secret, said, piece) {
  const reply = await call("/field/photo", { secret, piece, query: `?${new URLSearchParams(said)}` });
  if (!Number.isInteger(reply.got)) throw new WireError(CUT);
  return reply;
}
