import { isPossible, type Rule } from "~/lib/recurrence/rule.ts";
import { findDate } from "./find-date.ts";
import type { QuickAddLanguage } from "./language.ts";
import type { Range } from "./range.ts";
import { BEGIN, END } from "./words.ts";

export interface RecurrencePart extends Range {
  readonly rule: Rule;
  /** What the next date counts from. */
  readonly from: "due" | "completion";
}

/** The phrases of a language as expressions, made once. */
const compiled = new WeakMap<QuickAddLanguage, readonly RegExp[]>();

/** Phrases are written with single spaces; people write more of them. */
const spaced = (pattern: string) => pattern.replaceAll(" ?", "\\s*").replaceAll(" ", "\\s+");

function expressions(language: QuickAddLanguage): readonly RegExp[] {
  const known = compiled.get(language);
  if (known !== undefined) return known;
  const made = language.phrases.map(
    ({ pattern }) => new RegExp(`${BEGIN}(?:${spaced(pattern)})${END}`, "iu"),
  );
  compiled.set(language, made);
  return made;
}

/** The first phrase in a text that says how something repeats; of two at one place, the longer one. */
export function findRecurrence(text: string, language: QuickAddLanguage, now: Date): RecurrencePart | null {
  const read = text.replaceAll("’", "'");
  let best: RecurrencePart | null = null;
  for (const [index, expression] of expressions(language).entries()) {
    const match = expression.exec(read);
    const rule = match === null ? undefined : language.phrases[index]?.rule(match.groups ?? {});
    if (match === null || rule === undefined || !isPossible(rule)) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    const better = best === null || start < best.start || (start === best.start && end > best.end);
    if (better) best = { start, end, rule, from: "due" };
  }
  return best === null ? null : withTails(best, read, language, now);
}

/** How often, until when, and what to count from, right after a phrase. */
function withTails(
  found: RecurrencePart,
  text: string,
  language: QuickAddLanguage,
  now: Date,
): RecurrencePart {
  const rest = text.slice(found.end);
  const tail = (pattern: string) => new RegExp(`^,?\\s+(?:${pattern})${END}`, "iu").exec(rest);

  const times = tail(language.times);
  const count = Number(times?.groups?.["count"]);
  if (times !== null && count >= 1) {
    return { ...found, end: found.end + times[0].length, rule: { ...found.rule, count } };
  }
  const completion = tail(language.fromCompletion);
  if (completion !== null) return { ...found, end: found.end + completion[0].length, from: "completion" };

  const last = tail(language.until);
  if (last === null) return found;
  const date = findDate(rest.slice(last[0].length), language, now);
  if (date === null || rest.slice(last[0].length, last[0].length + date.start).trim() !== "") return found;
  return { ...found, end: found.end + last[0].length + date.end, rule: { ...found.rule, until: date.date } };
}
