// A quiz of a session, read aloud to one learner after the other and answered on this phone.

import { showTime, stamp } from "../../days.js";
import { uuid7 } from "../../ids.js";
import { dropDraft, say, watchRecords, writeDraft } from "../../store.js";
import { syncAfterSaving } from "../../sync.js";
import { Head, html, useEffect, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { attemptsAt, begun, bodyOf, draftKey, handedIn, isLate } from "./attempt.js";
import { showLetters } from "../guide/keep.js";
import { useOnce } from "../once.js";
import { Asking } from "./asking.js";
import { Begin } from "./begin.js";
import { paperOf } from "./order.js";
import { nameOf } from "./saying.js";
import words from "./words.js";

learn(words);

const MOST_ROWS = 600;
let last = null; // a quiz that leaves the phone while it is being read stays until it is closed

/** The quiz with its questions, as this phone holds it; null when it does not. */
function heldQuiz({ quizzes }, id) {
  const quiz = quizzes?.quizzes.find((one) => one.id === id);
  const version = quiz && quizzes.versions.find((one) => one.id === quiz.version);
  if (!version) return last?.id === id ? last : null;
  const keys = new Set(quiz.keys);
  last = { ...quiz, language: version.language, pictures: quizzes.pictures, questions: version.questions.filter(({ key }) => keys.has(key)) };
  return last;
}

export default function Screen({ parts, doors, world, drafts, onTrouble }) {
  const [id] = parts;
  const quiz = heldQuiz(world, id);
  const [rows, setRows] = useState(null);
  useEffect(() => watchRecords(MOST_ROWS, setRows), []);
  useEffect(() => { if (quiz) showLetters([quiz]); }, [quiz?.language]);
  if (!quiz) return html`<${Head} title=${t("quiz.title")} /><main><div class="nothing"><h2>${t("quiz.gone")}</h2></div></main>`;
  return rows && html`<${Quiz} key=${id} quiz=${quiz} rows=${rows} doors=${doors} kept=${drafts.get(draftKey(quiz))} onTrouble=${onTrouble} />`;
}

/** `kept`: the draft that lies on this phone, if somebody was being asked when the app was closed. */
function Quiz({ quiz, rows, doors, kept, onTrouble }) {
  const attempts = attemptsAt(rows, quiz);
  // Killed between writing the attempt down and dropping its draft: it is handed in.
  const [draft, setDraft] = useState(kept && !attempts.some(({ body }) => body.id === kept.id) ? kept : null);
  const [paper, setPaper] = useState(null);
  const [told, setTold] = useState(null); // {key, name, draft: to be brought back}
  const once = useOnce();
  const variant = draft?.variant;
  useEffect(() => {
    setPaper(null);
    if (variant !== undefined) paperOf(quiz.questions, quiz.seed, variant).then(setPaper, onTrouble);
  }, [variant, draft?.id]);

  const write = (next) => {
    setDraft(next);
    writeDraft(draftKey(quiz), next).catch(onTrouble);
  };
  const begin = (learner) => {
    setTold(null);
    write(begun(quiz, learner, attempts.length, uuid7()));
  };
  const handIn = () => once(draft.id, async () => {
    const name = nameOf(draft.learner);
    await say("quiz.attempt", quiz.origin, bodyOf(quiz, draft, stamp()), { label: name });
    await dropDraft(draftKey(quiz));
    setDraft(null);
    setTold({ key: "kept", name });
    scrollTo(0, 0);
    syncAfterSaving();
  }).catch(onTrouble);
  const leave = () => {
    dropDraft(draftKey(quiz)).catch(onTrouble);
    setTold({ key: "left", name: nameOf(draft.learner), draft });
    setDraft(null);
  };
  const bringBack = () => {
    write(told.draft);
    setTold(null);
  };
  const late = isLate(quiz, Date.now()) && t("quiz.late", { time: showTime(quiz.closes_at) });
  if (draft) {
    return html`<${Head} title=${quiz.title} />${paper && html`<${Asking} quiz=${quiz} paper=${paper} draft=${draft} late=${late} write=${write} onHandIn=${handIn} onLeave=${leave} />`}`;
  }
  return html`<${Head} title=${quiz.title} />
    <${Begin} quiz=${quiz} rows=${rows} attempts=${attempts} done=${new Set(handedIn(attempts))} doors=${doors} late=${late} told=${told} onBegin=${begin} onBringBack=${bringBack} />`;
}
