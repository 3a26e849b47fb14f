/** Characters of a text, counted as JavaScript does: from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Stands where something was understood already: part of no word, and no space either. */
export const TAKEN = "\uFFFC";

/** The text with some of its characters taken; everything else keeps its place. */
export function take(text: string, ranges: readonly Range[]): string {
  return ranges.reduce(
    (rest, { start, end }) => rest.slice(0, start) + TAKEN.repeat(end - start) + rest.slice(end),
    text,
  );
}

/** What is left of a text without some of its characters, in single spaces. */
export function without(text: string, ranges: readonly Range[]): string {
  return take(text, ranges)
    .replaceAll(new RegExp(`${TAKEN}+`, "g"), " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
