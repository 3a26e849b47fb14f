import { describe, expect, it } from "vitest";
import { UndoStack } from "~/lib/undo-stack.ts";

function recorder() {
  const log: string[] = [];
  const deed = (name: string) => ({ undo: () => log.push(`-${name}`), redo: () => log.push(`+${name}`) });
  return { log, deed };
}

describe("UndoStack", () => {
  it("takes back the latest first and does it again", () => {
    const { log, deed } = recorder();
    const stack = new UndoStack();
    stack.did(deed("a"));
    stack.did(deed("b"));
    expect([stack.undo(), stack.undo(), stack.undo()]).toEqual([true, true, false]);
    expect([stack.redo(), stack.redo(), stack.redo()]).toEqual([true, true, false]);
    expect(log).toEqual(["-b", "-a", "+a", "+b"]);
  });

  it("takes back a named deed once", () => {
    const { log, deed } = recorder();
    const stack = new UndoStack();
    const a = deed("a");
    stack.did(a);
    stack.did(deed("b"));
    expect(stack.undo(a)).toBe(true);
    expect(stack.undo(a)).toBe(false);
    expect(log).toEqual(["-a"]);
  });

  it("forgets what was undone once something new is done, and what never happened", () => {
    const { log, deed } = recorder();
    const stack = new UndoStack();
    stack.did(deed("a"));
    stack.undo();
    const b = deed("b");
    stack.did(b);
    expect(stack.redo()).toBe(false);
    stack.forget(b);
    expect(stack.undo()).toBe(false);
    expect(log).toEqual(["-a"]);
  });
});
