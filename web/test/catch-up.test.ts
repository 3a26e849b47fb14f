import { describe, expect, it, vi } from "vitest";
import { RefusedError, UnreachableError } from "~/lib/api/errors.ts";
import { CatchUp, type CatchUpPorts } from "~/lib/data/catch-up.ts";
import type { Changes } from "~/lib/data/task.ts";

const page = (revision: number, next: string | null = null): Changes => ({
  revision,
  tasks: [],
  lists: [],
  labels: [],
  deleted: [],
  next,
});

function aCatchUp(ports: Partial<CatchUpPorts> = {}) {
  const log: string[] = [];
  const catchUp = new CatchUp({
    changes: async (since) => {
      log.push(`since ${since}`);
      return page(since + 10);
    },
    idle: async () => {},
    newest: () => 3,
    merge: async ({ revision }) => void log.push(`merge ${revision}`),
    lookAgain: () => log.push("look again"),
    wait: async (delay) => void log.push(`wait ${delay}`),
    pause: async () => {},
    ...ports,
  });
  return { catchUp, log };
}

describe("CatchUp", () => {
  it("asks from the newest revision that is held, and then from what it was told", async () => {
    const { catchUp, log } = aCatchUp();
    await catchUp.to(5);
    await catchUp.to(13);
    await catchUp.to(14);
    expect(log).toEqual(["since 3", "merge 13", "since 13", "merge 23"]);
  });

  it("has nothing to ask where nothing is held or everything is", async () => {
    const nothing = aCatchUp({ newest: () => null });
    await nothing.catchUp.to(5);
    await nothing.catchUp.to(5);
    const everything = aCatchUp({ newest: () => 5 });
    await everything.catchUp.to(5);
    expect([...nothing.log, ...everything.log]).toEqual([]);
    await nothing.catchUp.to(6);
    expect(nothing.log).toEqual(["since 5", "merge 15"]);
  });

  it.each([
    ["empty lists are held", { newest: () => 0 }],
    ["too much changed", { changes: async () => page(200, "next") }],
    ["it is no longer known", { changes: () => Promise.reject(new RefusedError(410, null, null)) }],
    ["the answer makes no sense", { changes: () => Promise.reject(new SyntaxError("not JSON")) }],
  ])("looks at everything again if %s", async (_, ports) => {
    const { catchUp, log } = aCatchUp(ports);
    await catchUp.to(500);
    expect(log).toEqual(["look again"]);
    await catchUp.to(500);
    expect(log).toEqual(["look again"]);
  });

  it("tries again while the trouble is a passing one", async () => {
    const answers = [new UnreachableError("no answer"), new RefusedError(503, null, 4_000)];
    const { catchUp, log } = aCatchUp({
      changes: async () => {
        const failure = answers.shift();
        if (failure !== undefined) throw failure;
        return page(9);
      },
    });
    await catchUp.to(9);
    expect(log).toEqual(["wait 1000", "wait 4000", "merge 9"]);
  });

  it("waits for what is on its way, and takes several revisions in one step", async () => {
    let settle = () => {};
    const idle = vi.fn(() => new Promise<void>((resolve) => (settle = resolve)));
    const { catchUp, log } = aCatchUp({ idle });
    const done = catchUp.to(4);
    void catchUp.to(5);
    void catchUp.to(13);
    expect(log).toEqual([]);
    settle();
    await vi.waitFor(() => expect(idle).toHaveBeenCalledTimes(2));
    settle();
    await done;
    expect(log).toEqual(["since 3", "merge 13"]);
  });

  it("asks later and later while changes go on, and at once after some quiet", async () => {
    const pauses: number[] = [];
    let revision = 100;
    const { catchUp, log } = aCatchUp({
      changes: async () => page(revision),
      // While this one waits another change is made, seven times.
      pause: async (delay) => {
        pauses.push(delay);
        if (pauses.length < 8) {
          revision += 1;
          void catchUp.to(revision);
        }
      },
    });
    await catchUp.to(revision);
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
    expect(log).toHaveLength(8);
    revision += 1;
    await catchUp.to(revision);
    expect(pauses.at(-1)).toBe(250);
  });
});
