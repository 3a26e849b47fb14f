import type { Range } from "./range.ts";

export type Priority = 1 | 2 | 3 | 4;

/** What is said with a sign: `#label`, `!1`, `/List` or `/"A list of several words"`. */
export type Sign = Range &
  (
    | { readonly kind: "label"; readonly label: string }
    | { readonly kind: "priority"; readonly priority: Priority }
    | { readonly kind: "list"; readonly list: string }
  );

const SIGNS =
  /(?<=^|\s)(?:#(?<label>[\p{L}\p{N}_][\p{L}\p{N}_-]*)|!(?<priority>[1-4])|\/(?:"(?<quoted>[^"]+)"|(?<list>\p{L}[\p{L}\p{N}_-]*)))(?=$|[\s,.;])/gu;

export function findSigns(text: string): Sign[] {
  return [...text.matchAll(SIGNS)].map(({ index, 0: whole, groups = {} }): Sign => {
    const range = { start: index, end: index + whole.length };
    const { label, priority } = groups;
    if (label !== undefined) return { ...range, kind: "label", label };
    if (priority !== undefined) return { ...range, kind: "priority", priority: Number(priority) as Priority };
    return { ...range, kind: "list", list: groups["quoted"] ?? groups["list"] ?? "" };
  });
}
