import type { Due } from "~/lib/data/due.ts";
import { folded } from "~/lib/data/search.ts";
import type { Recurrence } from "~/lib/recurrence/recurrence.ts";
import { readersZone } from "~/lib/zones.ts";
import type { QuickAddLanguage } from "./language.ts";
import { type Part, parseQuickAdd } from "./quick-add.ts";
import { without } from "./range.ts";

/** A list that a line may name; without an id, the Inbox. */
export interface NamedList {
  readonly id: string | null;
  readonly name: string;
}

/** A line as a task: what was understood of it, and the title that is left. */
export interface Understood {
  readonly title: string;
  readonly due: Due | null;
  /** How it comes back; null: it does not. */
  readonly recurrence: Recurrence | null;
  /** 1 is the highest and 4 is none. */
  readonly priority: number;
  /** The words that said when it is due; they stay in the title when they are given back. What repeats may say it, too. */
  readonly dueWords: readonly string[];
  /** The words that said how it comes back. */
  readonly recurrenceWords: readonly string[];
  /** The words that said how urgent it is. */
  readonly priorityWords: readonly string[];
  /** The list that it names; null: it names none that there is. */
  readonly list: NamedList | null;
  readonly listWords: readonly string[];
}

interface UnderstandOptions {
  readonly language: QuickAddLanguage;
  readonly now: Date;
  /** Words that were given back to the title. */
  readonly plain: readonly string[];
  /** Those that there are; others stay text. */
  readonly lists?: readonly NamedList[];
}

/** More than any title and what is said about it; nobody waits for a longer text to be read. */
const LONGEST = 1_000;

/** A line of which nothing was understood. */
export function asText(text: string): Understood {
  return {
    title: text.trim(),
    due: null,
    recurrence: null,
    priority: 4,
    dueWords: [],
    recurrenceWords: [],
    priorityWords: [],
    list: null,
    listWords: [],
  };
}

/**
 * Reads a line as far as a task can keep it: a date, a time, how it repeats, a priority, a list that there is. Labels stay in the
 * title. A line that says nothing else is a title.
 */
export function understand(
  text: string,
  { language, now, plain, lists = [] }: UnderstandOptions,
): Understood {
  if (text.length > LONGEST) return asText(text);
  const { parts, due, priority, recurrence, list: said } = parseQuickAdd(text, { language, now, plain });
  const of = (...kinds: Array<Part["kind"]>) => parts.filter(({ kind }) => kinds.includes(kind));
  const words = (found: readonly Part[]) => found.map(({ start, end }) => text.slice(start, end));

  const list = said === null ? null : (lists.find(({ name }) => isCalled(name, said)) ?? null);
  const taken = of("date", "recurrence", "priority", ...(list === null ? [] : (["list"] as const)));
  const title = taken.length === 0 ? text.trim() : without(text, taken);
  if (title === "") return asText(text);
  return {
    title,
    due:
      due === null
        ? null
        : due.time === null
          ? { date: due.date }
          : { local: `${due.date}T${due.time}`, zone: readersZone() },
    priority: priority ?? 4,
    recurrence: recurrence === null ? null : { rule: recurrence.rrule, base: recurrence.from },
    dueWords: words(of("date").length > 0 ? of("date") : of("recurrence")),
    recurrenceWords: words(of("recurrence")),
    priorityWords: words(of("priority")),
    list,
    listWords: list === null ? [] : words(of("list")),
  };
}

/** Whether a name is what somebody said, whatever its case; a quotation mark in it cannot be said. */
function isCalled(name: string, said: string): boolean {
  return folded(name.replaceAll('"', "")).trim() === folded(said).trim();
}
