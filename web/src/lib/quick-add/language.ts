import type { PlainDate, Rule } from "~/lib/recurrence/rule.ts";

type Groups = Readonly<Record<string, string | undefined>>;

/** One way of saying that something repeats. */
export interface Phrase {
  readonly pattern: string;
  readonly rule: (groups: Groups) => Rule;
}

/** A way of saying a day that the parser of dates does not know, in a form that it does. */
export interface Rewrite {
  readonly pattern: string;
  readonly as: (match: readonly string[], today: PlainDate) => string;
}

export interface FoundDate {
  readonly index: number;
  readonly text: string;
  readonly start: {
    get(unit: "year" | "month" | "day" | "hour" | "minute"): number | null;
    isCertain(unit: "year" | "month" | "day" | "weekday" | "hour"): boolean;
  };
  readonly end?: unknown;
  tags(): ReadonlySet<string>;
}

/** A parser of dates in words, as chrono-node has them. */
export interface DateWords {
  parse(text: string, now: Date, options: { readonly forwardDate: boolean }): readonly FoundDate[];
}

/** What has to be known of a language to read tasks written in it. */
export interface QuickAddLanguage {
  readonly dates: DateWords;
  readonly rewrites: readonly Rewrite[];
  /** Matches of the parser of dates that are usually something else: "may", "10 minutes". */
  readonly doubtful: RegExp;
  /** Words that lead to a day or a time and mean nothing without it. */
  readonly leads: string;
  readonly phrases: readonly Phrase[];
  /** How often: `count` holds the number. */
  readonly times: string;
  /** What stands before the last day. */
  readonly until: string;
  /** Says that the next one counts from the completion. */
  readonly fromCompletion: string;
}
