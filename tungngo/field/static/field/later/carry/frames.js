// A parcel as a sequence of QR codes: numbered frames that loop, taken in any order. Pure: bytes and texts.
//
//   TNG1.<first 8 hex of the parcel's sha-256>.<number from 1>.<of>.<crc-32>.<base45 of the bytes>
//
// Every sign of it is of QR's alphanumeric mode, where base45 (RFC 9285) loses 3 %; and a text comes through
// every reader, which bytes do not. The checksum is over all that stands before and behind it.

export const FRAME_BYTES = 480; // QR version 15 or 16: 4 px a module on the narrowest phone
export const MOST_FRAMES = 400;

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const FRAME = /^TNG1\.([0-9A-F]{8})\.(\d{1,4})\.(\d{1,4})\.([0-9A-F]{8})\.([^]+)$/;

const CRC = Uint32Array.from({ length: 256 }, (_one, at) => {
  let value = at;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (ISO 3309, as in gzip) of a text of ASCII signs, 8 hex digits. */
export function checksum(text) {
  let value = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) value = CRC[(value ^ text.charCodeAt(at)) & 0xff] ^ (value >>> 8);
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0").toUpperCase();
}

/** Bytes as base45 (RFC 9285). */
export function toBase45(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let place = pair ? 3 : 2; place > 0; place -= 1) {
      text += SIGNS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** Bytes of base45; null when it is none. */
export function fromBase45(text) {
  if (text.length % 3 === 1) return null;
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = [...text.slice(at, at + 3)].map((sign) => SIGNS.indexOf(sign));
    const value = values.reduceRight((sum, one) => sum * 45 + one, 0);
    const most = values.length === 3 ? 0xffff : 0xff;
    if (values.includes(-1) || value > most) return null;
    if (values.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** A parcel's texts to show as QR codes; `digest` is its sha-256 in hex. */
export function framesOf(bytes, digest) {
  const of = Math.max(1, Math.ceil(bytes.length / FRAME_BYTES));
  const size = Math.ceil(bytes.length / of); // all alike, so that the codes are all of one size
  return Array.from({ length: of }, (_one, at) => {
    const head = `TNG1.${digest.slice(0, 8).toUpperCase()}.${at + 1}.${of}.`;
    const said = toBase45(bytes.subarray(at * size, (at + 1) * size));
    return `${head}${checksum(head + said)}.${said}`;
  });
}

/** What a text says as a frame: {parcel, number, of, bytes}; null when it is none, or read wrongly. */
export function frameOf(text) {
  const found = FRAME.exec(text);
  if (!found) return null;
  const [, parcel, number, of, sum, said] = found;
  const bytes = fromBase45(said);
  const whole = checksum(`TNG1.${parcel}.${number}.${of}.${said}`) === sum;
  if (!whole || !bytes || Number(number) < 1 || Number(number) > Number(of)) return null;
  return { parcel: parcel.toLowerCase(), number: Number(number), of: Number(of), bytes };
}

/** Frames of one parcel as they come in, in any order, any number of times. */
export class Gathering {
  constructor({ parcel, of }) {
    this.parcel = parcel;
    this.of = of;
    this.frames = new Map();
  }

  /** Takes a frame of this parcel; whether it was new. */
  take({ number, of, bytes }) {
    if (of !== this.of || this.frames.has(number)) return false;
    this.frames.set(number, bytes);
    return true;
  }

  get missing() {
    return Array.from({ length: this.of }, (_one, at) => at + 1).filter((number) => !this.frames.has(number));
  }

  /** The parcel, or null while frames are missing. */
  get whole() {
    if (this.frames.size < this.of) return null;
    const parts = Array.from({ length: this.of }, (_one, at) => this.frames.get(at + 1));
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

/** Numbers as one says them: 1–3, 7, 9–12. */
export function runsOf(numbers) {
  const runs = [];
  for (const number of numbers) {
    const last = runs[runs.length - 1];
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}
