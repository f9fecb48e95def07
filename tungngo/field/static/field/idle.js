// A phone left lying about locks itself.

const HIDDEN_MS = 5 * 60_000;
const UNTOUCHED_MS = 15 * 60_000;
const LOOK_MS = 15_000;

/** Call `lock()` after 5 minutes out of sight or 15 untouched, also when the phone slept meanwhile. */
export function watchIdle(lock) {
  let touched = Date.now();
  let hidden = document.hidden ? touched : 0;
  function look() {
    const now = Date.now();
    touched = Math.min(touched, now); // a clock set back is no reason to lock, nor to stay open longer
    hidden = Math.min(hidden, now);
    if (now - touched >= UNTOUCHED_MS || (hidden && now - hidden >= HIDDEN_MS)) lock();
  }
  function touch() {
    look(); // the first touch after a long sleep finds it locked
    touched = Date.now();
  }
  function see() {
    look();
    hidden = document.hidden ? Date.now() : 0;
  }
  const timer = setInterval(look, LOOK_MS);
  const touches = ["pointerdown", "keydown", "scroll"];
  touches.forEach((name) => addEventListener(name, touch, { capture: true, passive: true }));
  document.addEventListener("visibilitychange", see);
  return () => {
    clearInterval(timer);
    touches.forEach((name) => removeEventListener(name, touch, { capture: true }));
    document.removeEventListener("visibilitychange", see);
  };
}
