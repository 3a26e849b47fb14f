import type { Message, Parameters } from "./catalogue.ts";
import { en } from "./en.ts";

export type MessageKey = keyof typeof en;

/** Every catalogue says everything that the English one says. */
export type Catalogue = Readonly<Record<MessageKey, Message>>;

interface Language {
  readonly locale: string;
  readonly catalogue: Catalogue;
}

/** The one language of the page; another one is loaded before the first render, never during it. */
const language: Language = { locale: "en", catalogue: en };

const plurals = new Intl.PluralRules(language.locale);
const numbers = new Intl.NumberFormat(language.locale);

/**
 * The BCP 47 tag that dates are written in: the reader's own variety of the page's language, so that
 * a British reader gets a 24-hour clock.
 */
export const locale =
  navigator.languages.find((tag) => tag.split("-")[0] === language.locale) ?? language.locale;

/** The text for `key` in the page's language, with its parameters filled in. */
export function t<Key extends MessageKey>(key: Key, ...parameters: Parameters<(typeof en)[Key]>): string {
  return format(language.catalogue[key], parameters[0] ?? {});
}

/** Fills a message in; a number is written the way the language writes numbers. */
export function format(message: Message, parameters: Readonly<Record<string, string | number>>): string {
  const text = typeof message === "string" ? message : pluralForm(message, parameters[message.count]);
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = parameters[name];
    if (value === undefined) return placeholder;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

function pluralForm(message: Exclude<Message, string>, count: string | number | undefined): string {
  const category = typeof count === "number" ? plurals.select(count) : "other";
  return message[category] ?? message.other;
}
