// Making a parcel of what waits on this phone, and reading one from a file. What a parcel is: docs/wire.md.

import { stamp } from "../../days.js";
import { fold } from "../../fold.js";
import { keep, nextToSend } from "../../store.js";
import { bytesOf, digestOf, seal } from "./sealing.js";

export const MOST_BYTES = 4 * 1024 * 1024;
const HEAD = 77; // bytes before the sealed contents
const TAG = 16;
const ALL = 1_000_000;

async function packed(text) {
  const plain = new Blob([text]);
  if (typeof CompressionStream === "undefined") return plain.arrayBuffer();
  return new Response(plain.stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}

/**
 * Everything that waits on this phone, sealed for the server: {bytes, digest, count, at}. From here on it
 * may have left the phone, as with sending. null when nothing waits.
 */
export async function makeParcel(secret, publicKey) {
  const { rows } = await nextToSend(ALL);
  if (!rows.length) return null;
  const ops = rows.map(({ op, kind, origin, body }) => ({ op, kind, origin, body }));
  const contents = await packed(JSON.stringify({ secret, sent_at: stamp(), ops }));
  const bytes = await seal(bytesOf(publicKey), contents);
  return { bytes, digest: await digestOf(bytes), count: ops.length, at: Date.now() };
}

/** Remember that a parcel left this phone, until the server itself has what was in it (sync.js). */
export const given = (parcel) => keep({ handed_over: { n: parcel.count, at: Date.now() } });

/** Whether these bytes may be a parcel; only the server can tell for certain. */
export const looksRight = (bytes) =>
  bytes.length > HEAD + TAG && bytes.length <= MOST_BYTES && [84, 78, 71, 1].every((byte, at) => bytes[at] === byte);

/** The file a parcel is saved as: tung-ngo-do-thi-hanh-2026-08-05.tungngo. */
export function fileOf(parcel, owner) {
  const name = fold(owner).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const words = ["tung-ngo", name, stamp(new Date(parcel.at)).slice(0, 10)].filter(Boolean);
  return new File([parcel.bytes], `${words.join("-")}.tungngo`, { type: "application/octet-stream" });
}

/** What a parcel is called aloud, on both phones and at the desk: the first signs of its digest. */
export const nameOf = (digest) => digest.slice(0, 8).toUpperCase().replace(/(....)(....)/, "$1 $2");
