import type { Page } from "@playwright/test";

/** What waits in the page for the frame that shows something. */
interface Stopwatch {
  /** Milliseconds from the beginning of the navigation until the first row was painted. */
  readonly firstRow: Promise<number>;
  /** Begins to wait for an event, and from its time on for the frame in which `isShown` holds. */
  arm(event: string, isShown: () => boolean): void;
  /** Milliseconds from the event to the end of that frame. */
  answer: Promise<number>;
}

declare global {
  interface Window {
    stopwatch: Stopwatch;
  }
}

/**
 * Puts a stopwatch into every page that is opened from now on. A frame counts as painted when a task runs that was
 * posted from its `requestAnimationFrame`: style, layout and paint come in between. Events tell themselves when they
 * happened, so waiting before their handlers counts as well.
 */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const painted = (isShown: () => boolean) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!isShown()) {
            requestAnimationFrame(look);
            return;
          }
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      });
    window.stopwatch = {
      firstRow: painted(() => document.querySelector('[role="row"]') !== null),
      answer: Promise.reject(new Error("nothing was armed")),
      arm(event, isShown) {
        this.answer = new Promise((resolve) => {
          const begin = ({ timeStamp }: Event) =>
            resolve(painted(isShown).then((end) => end - timeStamp));
          window.addEventListener(event, begin, { capture: true, once: true });
        });
      },
    };
    window.stopwatch.answer.catch(() => {});
  });
}

/** When the page first drew text, in milliseconds from the beginning of the navigation. */
export function firstContentfulPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName("first-contentful-paint");
          if (entry !== undefined) {
            resolve(entry.startTime);
          }
        });
        observer.observe({ type: "paint", buffered: true });
      }),
  );
}

/** How long it takes from `event` until a row of this title stands in the list. */
export async function untilListed(
  page: Page,
  title: string,
  event: string,
  act: () => Promise<void>,
): Promise<number> {
  await page.evaluate(
    ([event, title]) =>
      window.stopwatch.arm(
        event,
        () => document.querySelector(`[role="row"][aria-label="${title}"]`) !== null,
      ),
    [event, title] as const,
  );
  await act();
  return page.evaluate(() => window.stopwatch.answer);
}

/** How long it takes from the click until the task of this title is drawn as completed. */
export async function untilCompleted(
  page: Page,
  title: string,
  act: () => Promise<void>,
): Promise<number> {
  await page.evaluate((title) => {
    const done = `[role="row"][aria-label="${title}"] [data-completed]`;
    window.stopwatch.arm("click", () => document.querySelector(done) !== null);
  }, title);
  await act();
  return page.evaluate(() => window.stopwatch.answer);
}

/** How a page was scrolled. */
export interface Scrolled {
  /** Milliseconds from frame to frame. */
  readonly frames: number[];
  /** How far down the list it came, in rows. */
  readonly rows: number;
}

/**
 * Scrolls by so many pixels in each frame until the row of this title is in view, or until so many milliseconds are
 * over.
 */
export function scroll(
  page: Page,
  title: string,
  pixels: number,
  limit: number,
): Promise<Scrolled> {
  return page.evaluate(
    ([title, pixels, limit]) =>
      new Promise<Scrolled>((resolve) => {
        const frames: number[] = [];
        const begun = performance.now();
        let last: number | undefined;
        const step = (now: number) => {
          if (last !== undefined) {
            frames.push(now - last);
          }
          last = now;
          const goal = document.querySelector(`[role="row"][aria-label="${title}"]`);
          const top = goal?.getBoundingClientRect().top ?? Number.NaN;
          const inView = top >= 0 && top < window.innerHeight;
          if (inView || now - begun > limit) {
            // Only rows near sight are in the document; each tells its place among all.
            const rows = [...document.querySelectorAll("[aria-rowindex]")];
            const places = rows.map((row) => Number(row.getAttribute("aria-rowindex")));
            resolve({ frames, rows: Math.max(0, ...places) });
            return;
          }
          document.scrollingElement?.scrollBy({ top: pixels, behavior: "instant" });
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    [title, pixels, limit] as const,
  );
}
