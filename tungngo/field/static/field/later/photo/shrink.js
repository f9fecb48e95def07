// A picture made small enough for a thin line. Drawing it anew leaves behind what the camera wrote beside it:
// place, time, the phone's make.

const LONGEST = 1600; // pixels
const ENOUGH = 300_000; // bytes
const TRIES = [[1, 0.8], [1, 0.65], [1, 0.5], [0.75, 0.5], [0.5, 0.5]]; // part of the size, quality

const jpeg = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

/** A file from the camera as JPEG bytes: at most 1600 pixels long and about 300 KB. Rejects when it is no picture. */
export async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const fit = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  let blob = null;
  for (const [part, quality] of TRIES) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * fit * part));
    canvas.height = Math.max(1, Math.round(picture.height * fit * part));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await jpeg(canvas, quality);
    if (blob && blob.size <= ENOUGH) break;
  }
  picture.close();
  if (!blob) throw new Error("no picture");
  return new Uint8Array(await blob.arrayBuffer());
}
