import type { Catalogue, Message, MessageKey, Parameters } from "./catalogue.ts";
import { en } from "./en.ts";

export type { MessageKey };

interface Language {
  /** Whose texts and plural forms these are, as BCP 47 writes it: `de`. */
  readonly name: string;
  /** The tag that numbers and dates are written in: the reader's own variety of it, such as `de-AT`. */
  readonly locale: string;
  readonly catalogue: Catalogue;
}

function speaking(language: Language) {
  return {
    ...language,
    plurals: new Intl.PluralRules(language.name),
    numbers: new Intl.NumberFormat(language.locale),
  };
}

/** The one language of the page. */
let spoken = speaking({ name: "en", locale: "en", catalogue: en });

/** Sets the page's language; what is on the page already has to be drawn anew. */
export function speak(language: Language): void {
  spoken = speaking(language);
}

/** The BCP 47 tag that dates and numbers are written in. */
export function locale(): string {
  return spoken.locale;
}

/** The text for `key` in the page's language, with its parameters filled in. */
export function t<Key extends MessageKey>(key: Key, ...parameters: Parameters<(typeof en)[Key]>): string {
  return format(spoken.catalogue[key], parameters[0] ?? {});
}

/** Fills a message in; a number is written the way the language writes numbers. */
export function format(message: Message, parameters: Readonly<Record<string, string | number>>): string {
  const text = typeof message === "string" ? message : pluralForm(message, parameters[message.count]);
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = parameters[name];
    if (value === undefined) return placeholder;
    return typeof value === "number" ? spoken.numbers.format(value) : value;
  });
}

function pluralForm(message: Exclude<Message, string>, count: string | number | undefined): string {
  const category = typeof count === "number" ? spoken.plurals.select(count) : "other";
  return message[category] ?? message.other;
}
