// What one learner answers, as a draft and as the operation it becomes. Pure.

const ONE_RIGHT = new Set(["single", "picture"]);
const GRACE_MS = 15 * 60_000; // tungngo/quizzes/rules/timing.py

/** Where the draft of a quiz lies among the drafts of this phone. */
export const draftKey = (quiz) => `quiz/${quiz.id}`;

/**
 * A learner begins. `learner`: {resident, name}, {number}, or {} for nobody in particular. `nth`: how many were
 * asked here before; learners side by side get different orders where the quiz has several.
 */
export const begun = (quiz, learner, nth, id) => ({
  id, learner, variant: quiz.variants ? 1 + (nth % quiz.variants) : 0, at: 0, answers: {}, spent: 0,
});

/** What is chosen after a tap on the choice at `place`: places as in the bank; in order of taps where order counts. */
export function chosenAfter({ kind }, chosen, place) {
  if (ONE_RIGHT.has(kind)) return [place];
  const without = chosen.filter((other) => other !== place);
  const all = without.length < chosen.length ? without : [...chosen, place];
  return kind === "ordering" ? all : all.sort((a, b) => a - b);
}

/** Questions of a paper that nothing was answered to: their places in it. */
export const leftOut = (paper, answers) =>
  paper.flatMap(({ key }, at) => (answers[key]?.length ? [] : [at]));

/** The body of `quiz.attempt` (docs/wire.md); `at`: when the learner finished. */
export const bodyOf = (quiz, { id, learner, variant, answers }, at) => ({
  id, quiz: quiz.id, at, variant,
  answers: Object.fromEntries(Object.entries(answers).filter(([, places]) => places.length)),
  ...(learner.resident ? { resident: learner.resident } : learner.number && { number: learner.number }),
});

const NOT_KEPT = new Set(["refused", "handed", "aside"]);

/** Attempts at a quiz that this phone wrote down, newest first. */
export const attemptsAt = (rows, quiz) => rows.filter(({ kind, body }) => kind === "quiz.attempt" && body.quiz === quiz.id);

/** Residents and numbers of whom this phone knows that they have handed in, here or (so the server said) elsewhere. */
export const handedIn = (attempts) =>
  attempts.filter(({ state, code }) => code === "quiz.double" || !NOT_KEPT.has(state))
    .flatMap(({ body }) => [body.resident, body.number].filter(Boolean));

/** Whether what is finished at `now` (ms) comes after closing and the grace the server gives. */
export const isLate = (quiz, now) => now > Date.parse(quiz.closes_at) + GRACE_MS;

/** Minutes left of those a learner should take, rounded up, or minutes over as a negative number; null: no hurry. */
export function minutesLeft(quiz, spent) {
  if (!quiz.minutes) return null;
  const left = quiz.minutes - spent / 60_000;
  return left > 0 ? Math.ceil(left) : Math.floor(left) || -1;
}
