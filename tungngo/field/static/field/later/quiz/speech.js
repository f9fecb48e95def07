// Reading aloud by the phone itself, where it has a voice that needs no network.

const synth = globalThis.speechSynthesis;
const SLOWER = 0.9; // for people who are not used to being read to by a machine

/** The voice of the phone for a language tag that works offline; null when there is none. */
function voiceFor(language) {
  const wanted = language.split("-")[0].toLowerCase();
  const speaks = (voice) => voice.lang.split(/[-_]/)[0].toLowerCase() === wanted;
  return synth?.getVoices().find((voice) => voice.localService && speaks(voice)) || null;
}

/** Call `show(voice or null)` now and when the phone has found more voices. Gives what ends it. */
export function watchVoice(language, show) {
  const look = () => show(voiceFor(language));
  look();
  synth?.addEventListener?.("voiceschanged", look);
  return () => {
    synth?.removeEventListener?.("voiceschanged", look);
    hush();
  };
}

/** Read these lines one after the other; `onEnd()` when it is done or was stopped. */
export function readAloud(voice, lines, onEnd) {
  hush();
  lines.forEach((line, at) => {
    const words = Object.assign(new SpeechSynthesisUtterance(line), { voice, lang: voice.lang, rate: SLOWER });
    if (at === lines.length - 1) words.onend = words.onerror = onEnd;
    synth.speak(words);
  });
}

export const hush = () => synth?.cancel();
