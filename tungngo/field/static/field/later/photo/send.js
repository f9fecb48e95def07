// Sends photos in pieces, after all text and never in its way. Cut anywhere, the server says how far it got.

import * as store from "../../store.js";
import * as wire from "../../wire.js";

const PIECE = 64 * 1024; // bytes
let sending = false;

const alone = (work) =>
  navigator.locks ? navigator.locks.request("tungngo-field-photos", { ifAvailable: true }, (lock) => lock && work()) : work();

/** Send what can be sent now; ends by itself when text waits, when it is paused, and when the line is cut. */
export async function sendPhotos(secret) {
  if (sending) return;
  sending = true;
  try {
    await alone(async () => {
      for (const photo of await store.photosToSend()) {
        if (!(await sendOne(secret, photo))) return;
      }
    });
  } catch (failure) {
    if (!(failure instanceof wire.WireError)) console.error(failure);
  } finally {
    sending = false;
  }
}

/** Whether the next photo may follow. */
async function sendOne(secret, photo) {
  const bytes = await store.readPicture(photo.id);
  if (!bytes) return true;
  let { got } = photo;
  let fresh = 0; // how often it began anew: bytes that changed on the way
  for (;;) {
    if ((await store.countWaiting()) || (await store.readKept()).photos_paused) return false;
    const { id, origin, encounter, total, digest } = photo;
    try {
      const said = await wire.photo(secret, { id, origin, encounter, total, digest, at: got }, bytes.subarray(got, got + PIECE));
      if (said.done) {
        await store.dropPhoto(id);
        return true;
      }
      if (said.got <= got && (fresh += 1) > 3) return true;
      got = said.got;
      await store.photoGot(id, got);
    } catch (failure) {
      if (failure.kind !== wire.REFUSED || !failure.code.startsWith("photo.")) throw failure;
      await store.photoFailed(id, failure.code);
      return true;
    }
  }
}
