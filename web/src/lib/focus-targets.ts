/** Ids of the two fields that keys and the bottom bar lead to. */
export const QUICK_ADD = "quick-add";
export const SEARCH = "search";
/** Id of the field of the view that filters. */
export const FILTER = "filter";

/** Id of the button of the account menu. */
export const ACCOUNT_MENU = "account-menu";

/** Puts the focus into one of them and brings it into view. False: it is not on this page. */
export function focusTarget(id: typeof QUICK_ADD | typeof SEARCH | typeof FILTER): boolean {
  const field = document.getElementById(id);
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
  if (field instanceof HTMLInputElement) field.select();
  return field !== null;
}

/** Puts the focus on an element that has just been drawn anew; on the page's content if it is out of sight. */
export function focusAfterRedraw(id: string): void {
  requestAnimationFrame(() => {
    const element = document.getElementById(id);
    (element?.checkVisibility() ? element : document.getElementById("content"))?.focus();
  });
}
