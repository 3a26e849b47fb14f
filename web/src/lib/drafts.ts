const PREFIX = "taskward.draft.";

/**
 * Text that somebody is typing, kept in this tab until it is sent, so that a reload loses nothing.
 * Drafts belong to a subject: another person in the same tab never sees them.
 */
export function readDraft<Draft>(
  subject: string,
  name: string,
  isDraft: (value: unknown) => value is Draft,
): Draft | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(PREFIX + subject + name) ?? "null");
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keeps a draft; null forgets it. A full or forbidden storage costs only the draft's survival. */
export function writeDraft(subject: string, name: string, draft: unknown): void {
  try {
    if (draft === null) sessionStorage.removeItem(PREFIX + subject + name);
    else sessionStorage.setItem(PREFIX + subject + name, JSON.stringify(draft));
  } catch {
    // Nothing to do: the text is still in the page.
  }
}

/** Forgets every draft in this tab. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    }
  } catch {
    // No storage, no drafts.
  }
}
