// The order in which a variant of a quiz asks and offers: the same as tungngo/quizzes/rules/shuffling.py;
// tests/field/test_quizzes.py holds the two together. Pure.

const AS_WRITTEN = 0; // the variant in which everything stands as in the bank
const text = new TextEncoder();

async function rank(...parts) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(parts.join("\x1f"))));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function ranked(list, rankOf) {
  const ranks = await Promise.all(list.map(rankOf));
  const places = list.map((_one, place) => place).sort((a, b) => (ranks[a] < ranks[b] ? -1 : 1));
  return places.map((place) => list[place]);
}

async function choicesShown(question, seed, variant) {
  const places = question.choices.map((_choice, place) => place);
  const ordering = question.kind === "ordering";
  if (question.kind === "observation" || (variant === AS_WRITTEN && !ordering)) return places;
  const shown = await ranked(places, (place) => rank(seed, variant, question.key, place));
  if (ordering && shown.every((place, at) => place === at)) shown.push(shown.shift()); // never shown solved
  return shown;
}

/**
 * The questions of a variant in its order, each with the `places` of its choices (from 0, as in the bank) in
 * theirs: [{...question, places}]. What a helper observes comes last.
 */
export async function paperOf(questions, seed, variant) {
  const mixed = variant === AS_WRITTEN ? questions : await ranked(questions, ({ key }) => rank(seed, variant, key));
  const observed = ({ kind }) => kind === "observation";
  const asked = [...mixed.filter((one) => !observed(one)), ...mixed.filter(observed)];
  return Promise.all(asked.map(async (one) => ({ ...one, places: await choicesShown(one, seed, variant) })));
}
