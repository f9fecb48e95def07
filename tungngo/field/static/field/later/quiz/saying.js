// How a learner is called.

import { t } from "../../words.js";

/** By name, by the number on their slip, or as nobody in particular. */
export const nameOf = ({ name, number }) => name || (number ? t("quiz.number", { n: number }) : t("quiz.nobody"));
