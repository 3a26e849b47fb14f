import type { en } from "./en.ts";

/** A text whose form depends on a number, by the plural categories of Unicode CLDR. */
export interface PluralMessage {
  /** The parameter that is counted. */
  readonly count: string;
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

export type Message = string | PluralMessage;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type ParameterNames<M extends Message> = M extends string
  ? NamesIn<M>
  : M extends PluralMessage
    ? M["count"] | NamesIn<M["other"]>
    : never;

/** What must be passed to show a message: nothing, or an object with each of its parameters. */
export type Parameters<M extends Message> = [ParameterNames<M>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParameterNames<M>, string | number>>];

/** A text of the English catalogue in another language: plain stays plain, counted stays counted. */
type Translated<M extends Message> = M extends PluralMessage
  ? PluralMessage & { readonly count: M["count"] }
  : string;

export type MessageKey = keyof typeof en;

/** Every catalogue says everything that the English one says, and nothing else. */
export type Catalogue = { readonly [Key in MessageKey]: Translated<(typeof en)[Key]> };
