// UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 bits. Ids of one phone sort in
// the order they were made, also within a millisecond and when the clock is set back.

let lastMs = 0;
let step = 0;

const hex = (number, digits) => number.toString(16).padStart(digits, "0");

/** A new UUIDv7 as text. `now` in milliseconds since 1970. */
export function uuid7(now = Date.now()) {
  const random = crypto.getRandomValues(new Uint8Array(10));
  if (now > lastMs) {
    lastMs = now;
    step = ((random[0] << 8) | random[1]) & 0x7ff; // leaves room to count up
  } else if (++step > 0xfff) {
    lastMs += 1;
    step = 0;
  }
  const time = hex(lastMs, 12);
  const tail = Array.from(random.subarray(2), (byte) => hex(byte, 2)).join("");
  const variant = hex(0x80 | (random[2] & 0x3f), 2) + tail.slice(2, 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(step, 3)}-${variant}-${tail.slice(4)}`;
}
