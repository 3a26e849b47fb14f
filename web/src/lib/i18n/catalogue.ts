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
