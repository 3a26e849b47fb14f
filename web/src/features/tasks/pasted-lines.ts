import { characters, TITLE_LIMIT } from "~/lib/data/task.ts";

/** Most tasks that one paste makes; more are seldom meant, and take the server's patience. */
export const PASTE_LIMIT = 200;

/** What stands before a line of a list, such as `- `, `* ` or `- [ ] `. */
const BULLET = /^(?:[-*•]\s+)?(?:\[[ xX]?\]\s+)?/;

/** The lines of a text that say something, without the signs of a list. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim().replace(BULLET, "").trim())
    .filter((line) => line !== "");
}

/** A line that is too long for a title begins one and is kept whole as the description. */
export function fitTitle(text: string): { readonly title: string; readonly description: string | null } {
  if (characters(text) <= TITLE_LIMIT) return { title: text, description: null };
  const begun = [...text].slice(0, TITLE_LIMIT - 1).join("");
  const lastSpace = begun.lastIndexOf(" ");
  const words = lastSpace > TITLE_LIMIT / 2 ? begun.slice(0, lastSpace) : begun;
  return { title: `${words.trimEnd()}…`, description: text };
}
