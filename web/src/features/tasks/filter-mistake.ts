import { RefusedError } from "~/lib/api/errors.ts";

/** Where a filter is not understood, in characters (Unicode scalar values), and why. */
export interface FilterMistake {
  readonly message: string;
  readonly position: number;
  /** 0: something is missing there. */
  readonly length: number;
}

/** What the server says is wrong with a filter; null: its answer is about something else. */
export function filterMistake(error: unknown): FilterMistake | null {
  if (!(error instanceof RefusedError) || error.status !== 422) return null;
  const wrong = error.problem?.errors?.find(({ field }) => field === "filter");
  if (wrong === undefined) return null;
  return { message: wrong.message, position: wrong.position ?? 0, length: wrong.length ?? 0 };
}

/** A filter cut where the mistake is: what stands before it, what is wrong, what follows. */
export function cutAt(
  filter: string,
  { position, length }: FilterMistake,
): readonly [string, string, string] {
  const characters = [...filter];
  const end = position + length;
  return [
    characters.slice(0, position).join(""),
    characters.slice(position, end).join(""),
    characters.slice(end).join(""),
  ];
}
