/** One key, or two pressed after each other (`g t`), and what they do. */
export type ShortcutMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const TYPING =
  "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role='textbox'], [role='searchbox'], [role='combobox']";
const OVERLAY = "[role='dialog'], [role='menu'], [role='listbox']";
/** Inputs that hold no text: keys pressed on them are not typing. */
const NOT_TEXT = new Set(["checkbox", "radio", "button", "submit", "reset"]);
/** Time to press the second key of a sequence, in milliseconds. */
const SEQUENCE_TIME = 1_500;

/** Whether keys pressed on `target` are somebody typing, or belong to an open dialog or menu. */
export function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(OVERLAY) !== null) return true;
  const field = target.closest(TYPING);
  if (field === null) return false;
  return !(field instanceof HTMLInputElement && NOT_TEXT.has(field.type));
}

/** The name of a pressed key as shortcut maps write it: `q`, `?`, `Shift+z`, `Delete`. */
function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const letter = key.length === 1 && key.toUpperCase() !== key;
  return event.shiftKey && letter ? `Shift+${key}` : key;
}

interface ShortcutOptions {
  readonly enabled: () => boolean;
  /** Milliseconds, for the second key of a sequence. */
  readonly now: () => number;
}

/** Makes a `keydown` listener for a map. It stays out of typing, dialogs, and keys with modifiers. */
export function shortcutListener(
  map: ShortcutMap,
  { enabled, now }: ShortcutOptions,
): (event: KeyboardEvent) => void {
  const leaders = new Set(
    Object.keys(map).flatMap((keys) => (keys.includes(" ") && keys !== " " ? [keys.split(" ")[0]] : [])),
  );
  let leader: { readonly key: string; readonly at: number } | null = null;

  return (event) => {
    if (!enabled() || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    const key = keyName(event);
    const sequence = leader !== null && now() - leader.at <= SEQUENCE_TIME ? `${leader.key} ${key}` : null;
    leader = null;
    const action = (sequence === null ? undefined : map[sequence]) ?? map[key];
    if (action !== undefined) {
      event.preventDefault();
      action(event);
    } else if (leaders.has(key)) {
      leader = { key, at: now() };
    }
  };
}
