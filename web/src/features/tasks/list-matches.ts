import type { List } from "~/lib/data/list.ts";
import { finds, folded } from "~/lib/data/search.ts";
import { t } from "~/lib/i18n/t.ts";
import type { NamedList } from "~/lib/quick-add/understand.ts";
import type { ListOption } from "./list-options.tsx";

/** The Inbox and the lists that are not put away, but for `kept`, whose names have words that begin as those of `text`. */
export function matchingLists(
  lists: readonly List[],
  text: string,
  kept: string | null = null,
): readonly ListOption[] {
  const inbox: ListOption = { id: null, name: t("inbox.title"), colour: null };
  const shown = lists.filter((list) => !list.archived || list.id === kept);
  return [inbox, ...shown].filter(({ name }) => finds(text, name));
}

/** Whether two names are the same but for case and diacritics. */
export function sameName(one: string, other: string): boolean {
  return folded(one).trim() === folded(other).trim();
}

/** What one writes for a list in a line: `/House`, `/"My house"`. */
export function listSign(name: string): string {
  return /^\p{L}[\p{L}\p{N}_-]*$/u.test(name) ? `/${name}` : `/"${name.replaceAll('"', "")}"`;
}

/** The name of a list that is being written right before the caret, and where it begins. */
export function writtenList(before: string): { readonly start: number; readonly name: string } | null {
  const found = /(?:^|\s)(\/(?:"([^"]*)|([^\s"/]*)))$/.exec(before);
  if (found?.[1] === undefined) return null;
  return { start: before.length - found[1].length, name: found[2] ?? found[3] ?? "" };
}

/** What a line may call a list: the Inbox, and the lists that are not put away. */
export function listNames(lists: readonly List[]): NamedList[] {
  return [...lists.filter((list) => !list.archived), { id: null, name: t("inbox.title") }];
}
