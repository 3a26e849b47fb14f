/** Words and what they stand for; each entry's text is a regular expression that matches all of its forms. */
export type Words<Value> = ReadonlyArray<readonly [forms: string, value: Value]>;

/** No letter or digit on this side: `\b` knows the ASCII ones only. */
export const BEGIN = String.raw`(?<![\p{L}\p{N}])`;
export const END = String.raw`(?![\p{L}\p{N}])`;

/** An expression that matches any of the words. */
export function any<Value>(words: Words<Value>): string {
  return `(?:${words.map(([forms]) => forms).join("|")})`;
}

/** An expression for one item or several, with commas and `and` between them. */
export function several(item: string, and: string): string {
  return String.raw`(?:${item})(?:(?:\s*,\s*|\s+(?:${and})\s+)(?:${item}))*`;
}

/** What a word stands for. */
export function meaningOf<Value>(words: Words<Value>, text: string): Value | undefined {
  return words.find(([forms]) => new RegExp(`^(?:${forms})$`, "iu").test(text.trim()))?.[1];
}

/** What all the words in a text stand for, in the order of the table, each once. */
export function meaningsIn<Value>(words: Words<Value>, text: string): Value[] {
  return words.flatMap(([forms, value]) =>
    new RegExp(`${BEGIN}(?:${forms})${END}`, "iu").test(text) ? [value] : [],
  );
}

/** Every number written in digits. */
export function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}
