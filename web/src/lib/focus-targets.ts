/** Ids of the two fields that keys and the bottom bar lead to. */
export const QUICK_ADD = "quick-add";
export const SEARCH = "search";

/** Puts the focus into one of them and brings it into view. False: it is not on this page. */
export function focusTarget(id: typeof QUICK_ADD | typeof SEARCH): boolean {
  const field = document.getElementById(id);
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
  if (field instanceof HTMLInputElement) field.select();
  return field !== null;
}
