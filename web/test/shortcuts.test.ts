import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { shortcutListener } from "~/lib/shortcuts/shortcuts.ts";

describe("shortcuts", () => {
  const add = vi.fn();
  const goDone = vi.fn();
  const redo = vi.fn();
  const help = vi.fn();
  let enabled = true;
  let now = 0;
  const listener = shortcutListener(
    { q: add, c: help, "g c": goDone, "Shift+z": redo, "?": help },
    { enabled: () => enabled, now: () => now },
  );

  beforeEach(() => {
    enabled = true;
    now = 0;
    vi.clearAllMocks();
    document.addEventListener("keydown", listener);
  });
  afterEach(() => {
    document.removeEventListener("keydown", listener);
    document.body.innerHTML = "";
  });

  function press(key: string, options: KeyboardEventInit & { readonly on?: Element } = {}): KeyboardEvent {
    const { on = document.body, ...init } = options;
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
    on.dispatchEvent(event);
    return event;
  }

  function element(html: string): Element {
    document.body.innerHTML = html;
    const found = document.querySelector("[data-here]");
    if (found === null) throw new Error("no element");
    return found;
  }

  it("fires on the page, and keeps the key from doing anything else", () => {
    expect(press("q").defaultPrevented).toBe(true);
    expect(add).toHaveBeenCalledTimes(1);
  });

  it.each([
    "<input data-here>",
    '<input type="search" data-here>',
    '<input type="password" data-here>',
    "<textarea data-here></textarea>",
    "<select data-here></select>",
    '<div contenteditable="true"><b data-here></b></div>',
    "<div contenteditable data-here></div>",
    '<div role="textbox" data-here></div>',
    '<div role="dialog"><button data-here></button></div>',
    '<div role="alertdialog"><input data-here></div>',
    '<div role="menu"><div data-here></div></div>',
  ])("never fires while someone types or is in a dialog: %s", (html) => {
    expect(press("q", { on: element(html) }).defaultPrevented).toBe(false);
    expect(add).not.toHaveBeenCalled();
  });

  it.each([
    '<input type="checkbox" data-here>',
    "<button data-here></button>",
    '<div role="row" data-here></div>',
  ])("fires where nobody types: %s", (html) => {
    press("q", { on: element(html) });
    expect(add).toHaveBeenCalledTimes(1);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])(
    "leaves %o to others",
    (modifier) => {
      press("q", modifier);
      expect(add).not.toHaveBeenCalled();
    },
  );

  it("can be switched off", () => {
    enabled = false;
    press("q");
    expect(add).not.toHaveBeenCalled();
  });

  it("does nothing with a key that somebody has used already", () => {
    const target = element("<button data-here></button>");
    target.addEventListener("keydown", (event) => event.preventDefault());
    press("q", { on: target });
    expect(add).not.toHaveBeenCalled();
  });

  it("tells z from Shift-z, whatever the case of the letter", () => {
    press("z");
    expect(redo).not.toHaveBeenCalled();
    press("Z", { shiftKey: true });
    expect(redo).toHaveBeenCalledTimes(1);
    press("?", { shiftKey: true });
    expect(help).toHaveBeenCalledTimes(1);
  });

  it("understands two keys after each other, in time", () => {
    press("g");
    press("c");
    expect(goDone).toHaveBeenCalledTimes(1);
    expect(help).not.toHaveBeenCalled();

    press("g");
    now = 1501;
    press("c");
    expect(goDone).toHaveBeenCalledTimes(1);
    expect(help).toHaveBeenCalledTimes(1);
  });
});
