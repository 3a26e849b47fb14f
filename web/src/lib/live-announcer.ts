/**
 * What React Aria's calendars and fields say aloud goes where the page's own announcements go. Its own announcer, which this
 * stands for (`vite.config.ts`), empties itself with markup, which Trusted Types refuse.
 */
import { announce as say } from "~/lib/announce.ts";

/** A text, or the element that has it. */
type Announcement = string | { readonly "aria-labelledby": string };

export function announce(message: Announcement): void {
  const text =
    typeof message === "string" ? message : document.getElementById(message["aria-labelledby"])?.textContent;
  if (text) say(text);
}

/** Nothing to do: what is said next takes the place of what was said before. */
export function clearAnnouncer(): void {}

export const destroyAnnouncer = clearAnnouncer;
