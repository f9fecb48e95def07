// Which guide to show for a service: the language asked for, as near as there is one.

const parts = (tag) => tag.toLowerCase().split("-");

/** How near two language tags are: 2 the same, 1 the same language written or spoken otherwise, 0 neither. */
export function nearness(wanted, tag) {
  if (wanted.toLowerCase() === tag.toLowerCase()) return 2;
  return parts(wanted)[0] === parts(tag)[0] ? 1 : 0;
}

/** Of the lines about one service, the first language of `wanted` that exists; else the first line. */
export function choose(lines, wanted) {
  for (const tag of wanted.filter(Boolean)) {
    const [best] = lines.map((line) => [nearness(tag, line.language), line]).sort((a, b) => b[0] - a[0]);
    if (best?.[0]) return best[1];
  }
  return lines[0] || null;
}

const LATIN = /^[\p{Script=Latin}\p{Mark}\s()'’-]+$/u;

/**
 * What the speakers call a language; in letters that this phone may have no typeface for, also what the
 * language `spoken` here calls it.
 */
export function languageName(line, spoken) {
  if (line.name && LATIN.test(line.name)) return line.name;
  let known = line.language;
  try {
    known = new Intl.DisplayNames([spoken], { type: "language" }).of(line.language);
  } catch {
    // a tag the browser has no name for: the tag itself
  }
  return line.name ? `${line.name} (${known})` : known;
}

/** Services of the campaign that have a guide: [{skill, lines}], in the campaign's order. */
export function servicesOf(skills, index) {
  return skills
    .map((skill) => ({ skill, lines: index.filter((line) => line.skill === skill.code) }))
    .filter(({ lines }) => lines.length > 0);
}
