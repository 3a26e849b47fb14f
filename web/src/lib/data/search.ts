/** Text as the search compares it: without case and diacritics. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Not written with spaces between words. */
const SPACELESS =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const LETTER_OR_DIGIT = "[\\p{L}\\p{N}]";

/** Finds what a search's word begins. */
function beginning(word: string): RegExp {
  const literal = word.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  const begins = new RegExp(`^${LETTER_OR_DIGIT}`, "u").test(word) && !SPACELESS.test(word);
  return new RegExp(begins ? `(?<!${LETTER_OR_DIGIT})${literal}` : literal, "u");
}

/** Whether a search finds a text, near enough to what the server says: each of its words begins one there. */
export function finds(search: string, text: string): boolean {
  const inText = folded(text);
  const words = folded(search).split(/\s+/).filter(Boolean);
  return words.every((word) => beginning(word).test(inText));
}
