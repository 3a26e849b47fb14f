import { generateKeyBetween } from "fractional-indexing";
import type { components } from "~/lib/api/schema.ts";

export type List = components["schemas"]["List"];
export type ListFields = components["schemas"]["ListPatch"];
export type Colour = components["schemas"]["Colour"];

/** Limit of the contract, in characters (Unicode scalar values). */
export const LIST_NAME_LIMIT = 100;

/** In the order in which they are offered. */
export const COLOURS = [
  "red",
  "orange",
  "amber",
  "yellow",
  "green",
  "teal",
  "cyan",
  "blue",
  "violet",
  "pink",
  "brown",
  "grey",
] as const satisfies Colour[];

/** The owner's order: positions are compared byte by byte, and where two are the same, ids. */
export function byPosition(one: List, other: List): number {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return compare(one.position, other.position) || compare(one.id, other.id);
}

/** A position between those of two neighbours; null: there is none. Where both have the same, behind both. */
export function positionBetween(before: string | null, after: string | null): string {
  try {
    return generateKeyBetween(before, before === after ? null : after);
  } catch {
    // A position that somebody else's program made up: behind it is all that can be said.
    return before === null ? generateKeyBetween(null, null) : `${before}V`;
  }
}

/** Where a list that is moved one place up or down among `shown` goes; null: it is the first or last already. */
export function movedPosition(shown: readonly List[], id: string, step: 1 | -1): string | null {
  const others = shown.filter((list) => list.id !== id);
  const at = shown.findIndex((list) => list.id === id) + step;
  if (at < 0 || at > others.length) return null;
  return positionBetween(others[at - 1]?.position ?? null, others[at]?.position ?? null);
}

/** A list that is about to be made, behind all that there are. */
export function newList(
  id: string,
  { name, colour }: Pick<List, "name" | "colour">,
  lists: readonly List[],
): List {
  const at = new Date().toISOString();
  const last = lists.toSorted(byPosition).at(-1);
  return {
    id,
    name,
    colour,
    position: positionBetween(last?.position ?? null, null),
    archived: false,
    created_at: at,
    updated_at: at,
    revision: 0,
  };
}
