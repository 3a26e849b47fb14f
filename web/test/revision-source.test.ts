import { describe, expect, it, vi } from "vitest";
import { RefusedError, UnreachableError } from "~/lib/api/errors.ts";
import { type RevisionNews, type RevisionPorts, RevisionSource } from "~/lib/data/revision-source.ts";

/** A stream that a tab opened. */
interface Opened {
  readonly last: number | null;
  readonly say: (revision: number) => void;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

/** Tabs of one browser that share a lock, a channel and a server. */
class Browser {
  readonly opened: Opened[] = [];
  readonly waited: number[] = [];
  readonly #tabs: Array<{ source: RevisionSource; hears: number[] }> = [];
  #lock: Promise<void> = Promise.resolve();

  tab(): { source: RevisionSource; hears: number[] } {
    const hears: number[] = [];
    const ports: RevisionPorts = {
      listen: (last, say, signal) =>
        new Promise((end, fail) => {
          signal.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
          this.opened.push({ last, say, end, fail });
        }),
      lead: (task, signal) => {
        this.#lock = this.#lock.then(() => (signal.aborted ? undefined : task()));
        return this.#lock;
      },
      tell: (news: RevisionNews) => {
        for (const other of this.#tabs) if (other.source !== source) other.source.heard(news);
      },
      wait: async (delay) => {
        this.waited.push(delay);
      },
    };
    const source = new RevisionSource(ports, (revision) => hears.push(revision));
    const tab = { source, hears };
    this.#tabs.push(tab);
    return tab;
  }

  /** The stream that was opened as the nth one. */
  async stream(number: number): Promise<Opened> {
    return vi.waitFor(() => {
      const stream = this.opened[number - 1];
      if (stream === undefined) throw new Error(`only ${this.opened.length} were opened`);
      return stream;
    });
  }
}

describe("RevisionSource", () => {
  it("has one tab read the stream and tell the others", async () => {
    const browser = new Browser();
    const [first, second] = [browser.tab(), browser.tab()];
    first.source.follow();
    second.source.follow();
    const stream = await browser.stream(1);
    stream.say(7);
    stream.say(8);
    expect([first.hears, second.hears]).toEqual([
      [7, 8],
      [7, 8],
    ]);
    expect(browser.opened).toHaveLength(1);
  });

  it("tells a tab that comes later what is known", async () => {
    const browser = new Browser();
    const first = browser.tab();
    first.source.follow();
    (await browser.stream(1)).say(7);
    const second = browser.tab();
    second.source.follow();
    expect(second.hears).toEqual([7]);
  });

  it("leaves the lead to another tab, which goes on from what it knows", async () => {
    const browser = new Browser();
    const [first, second] = [browser.tab(), browser.tab()];
    first.source.follow();
    second.source.follow();
    (await browser.stream(1)).say(7);
    first.source.rest();
    const stream = await browser.stream(2);
    expect(stream.last).toBe(7);
    stream.say(8);
    expect([first.hears, second.hears]).toEqual([[7], [7, 8]]);
    first.source.follow();
    expect(first.hears, "what was missed").toEqual([7, 8]);
    stream.say(9);
    expect(first.hears).toEqual([7, 8, 9]);
    expect(browser.opened).toHaveLength(2);
  });

  it("opens the stream again, later and later while it fails", async () => {
    const browser = new Browser();
    browser.tab().source.follow();
    const between = (index: number, delay: number) => {
      expect(browser.waited[index]).toBeGreaterThanOrEqual(delay / 2);
      expect(browser.waited[index]).toBeLessThan(delay * 1.5);
    };
    (await browser.stream(1)).fail(new UnreachableError("no answer"));
    (await browser.stream(2)).fail(new UnreachableError("no answer"));
    (await browser.stream(3)).fail(new RefusedError(429, null, 30_000));
    const stream = await browser.stream(4);
    stream.say(7);
    stream.end();
    (await browser.stream(5)).fail(new TypeError("broke"));
    expect((await browser.stream(6)).last).toBe(7);
    [1_000, 2_000, 30_000, 500, 1_000].forEach((delay, index) => {
      between(index, delay);
    });
  });

  it("does not hold the lead while it waits for an answer", async () => {
    const browser = new Browser();
    const [first, second] = [browser.tab(), browser.tab()];
    first.source.follow();
    await browser.stream(1);
    second.source.follow();
    first.source.rest();
    await browser.stream(2);
    second.source.rest();
    expect(browser.opened).toHaveLength(2);
  });
});
