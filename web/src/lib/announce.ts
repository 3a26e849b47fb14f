let region: HTMLElement | null = null;

/** Says something to people who do not see the page; needs the `LiveRegion` of the shell. */
export function announce(text: string): void {
  if (region === null) return;
  // The same text twice is two announcements.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** Where announcements go. */
export function setLiveRegion(element: HTMLElement | null): void {
  region = element;
}
