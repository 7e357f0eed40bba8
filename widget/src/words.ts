import * as en from "./locales/en.json";

/** All that the widget itself says. Each language is a file of the same shape in `locales/`. */
export type Words = typeof en;

const LANGUAGES: Record<string, Words> = { en };
const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ku", "ps", "ur", "yi"]);

/** The words for a language tag, in English where we have no others. */
export function wordsFor(language: string): Words {
  return LANGUAGES[primary(language)] ?? en;
}

/** Fill `{name}` with what it stands for. */
export function fill(sentence: string, facts: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

export function isRightToLeft(language: string): boolean {
  return RIGHT_TO_LEFT.has(primary(language));
}

function primary(language: string): string {
  return language.toLowerCase().split("-")[0] ?? "";
}
