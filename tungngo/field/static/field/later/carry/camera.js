// Reading QR codes from the camera: with the browser's own reader where it has one, else with jsQR.

const LONGEST_SIDE = 720; // px: more costs time and reads no better

async function browsersReader() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
  if (!formats?.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
}

async function ownReader() {
  await import("./vendor/jsqr-1.4.0.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    const side = Math.min(videoWidth, videoHeight); // the code stands in the middle of the picture
    canvas.width = canvas.height = Math.min(side, LONGEST_SIDE);
    pen.drawImage(
      video, (videoWidth - side) / 2, (videoHeight - side) / 2, side, side, 0, 0, canvas.width, canvas.height,
    );
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = globalThis.jsQR(data, width, height, { inversionAttempts: "dontInvert" });
    return found ? [found.data] : [];
  };
}

/**
 * Show the back camera in `video` and call `read(text)` with every code seen, until the function given back
 * is called. Rejects when there is no camera or it was not allowed.
 */
export async function watchCamera(video, read) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera", "NotFoundError");
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } },
  });
  let looking = true;
  const stop = () => {
    looking = false;
    stream.getTracks().forEach((track) => track.stop());
  };
  const look = async (reader) => {
    while (looking) {
      await new Promise(requestAnimationFrame);
      const texts = video.videoWidth ? await reader(video).catch(() => []) : []; // half a picture: the next comes
      if (looking) texts.forEach(read);
    }
  };
  try {
    video.srcObject = stream;
    await video.play();
    look((await browsersReader()) || (await ownReader()));
  } catch (failure) {
    stop();
    throw failure;
  }
  return stop;
}

/** Keep the screen lit until the function given back is called; where a browser cannot, nothing happens. */
export function keepLit() {
  let lock = null;
  let wanted = true;
  const ask = async () => {
    if (!wanted || document.visibilityState !== "visible") return;
    lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (!wanted) lock?.release();
  };
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => {
    wanted = false;
    document.removeEventListener("visibilitychange", ask);
    lock?.release();
  };
}
