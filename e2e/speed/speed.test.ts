import { expect, test } from "../fixtures/test.ts";
import { QUICK, report, scaled } from "./figures.ts";
import { firstContentfulPaint, scroll, untilCompleted, untilListed, watch } from "./stopwatch.ts";

/** Tasks that somebody has who uses this every day. */
const USUAL = scaled(20, 200);
const VERY_MANY = scaled(120, 10_000);
const TIMES = scaled(2, 40);
const LOADS = scaled(2, 15);
/** Creations under way at once. */
const AT_ONCE = 25;
/** A frame's way: some eight rows, faster than anybody reads. */
const PIXELS = 400;
/** How long it is scrolled one way at most, in milliseconds. */
const SCROLL_LIMIT = 75_000;

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `Task ${String(index + 1).padStart(5, "0")}`);

/** Creates tasks so that the last title is the newest. */
async function create(api: { create(title: string): Promise<unknown> }, titles: readonly string[]) {
  for (let start = 0; start < titles.length; start += AT_ONCE) {
    await Promise.all(titles.slice(start, start + AT_ONCE).map((title) => api.create(title)));
  }
}

test("first load", async ({ ada, newBrowser }) => {
  await create(ada.api, numbered(USUAL));
  const cookies = await ada.context.cookies();
  const [signedIn, signInPage]: [number[], number[]] = [[], []];
  for (let time = 0; time < LOADS; time += 1) {
    // A context of its own has nothing in its cache.
    for (const known of [true, false]) {
      const context = await newBrowser();
      await context.addCookies(known ? cookies : []);
      const page = await context.newPage();
      await watch(page);
      await page.goto("/");
      if (known) {
        signedIn.push(await page.evaluate(() => window.stopwatch.firstRow));
      } else {
        signInPage.push(await firstContentfulPaint(page));
      }
      await context.close();
    }
  }
  report("first load, nothing cached: the sign-in page's first contentful paint", signInPage);
  report(
    `first load, nothing cached: a signed-in person's ${USUAL} tasks, first row painted`,
    signedIn,
  );
});

test("input to paint", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await create(api, numbered(USUAL));
  await watch(page);
  await tasks.open("all");
  await expect(tasks.rows.first()).toBeVisible();
  const [added, completed]: [number[], number[]] = [[], []];
  for (let time = 0; time < TIMES; time += 1) {
    const title = `New ${time}`;
    await tasks.quickAdd.fill(title);
    added.push(await untilListed(page, title, "keydown", () => tasks.quickAdd.press("Enter")));
  }
  // From the top of the list on: only rows near sight are drawn.
  for (let time = TIMES - 1; time >= 0; time -= 1) {
    const title = `New ${time}`;
    const box = tasks.checkbox(title);
    await box.scrollIntoViewIfNeeded();
    completed.push(await untilCompleted(page, title, () => box.check()));
  }
  report("quick add: from the Enter key to the frame that shows the task", added);
  report("ticking a box: from the click to the frame that shows it done", completed);
});

test("scrolling very many tasks", async ({ ada }) => {
  const { page, tasks, api } = ada;
  const titles = numbered(VERY_MANY);
  await create(api, titles);
  await watch(page);
  await tasks.open("all");
  await expect(tasks.rows.first()).toBeVisible();
  const newest = await tasks.rows.first().getAttribute("aria-label");
  // What was created at once may stand in any order: the list's end is told by its last page.
  const oldest = await oldestTitle(api);
  const down = await scroll(page, oldest, PIXELS, SCROLL_LIMIT);
  const rows = down.rows.toLocaleString("en");
  report(
    `a frame while scrolling down, until ${rows} of ${VERY_MANY.toLocaleString("en")} tasks were loaded`,
    down.frames,
  );
  const up = await scroll(page, newest ?? "", -PIXELS, SCROLL_LIMIT);
  report(`a frame while scrolling up again through ${rows} tasks`, up.frames);
  if (QUICK) {
    expect(down.rows).toBe(VERY_MANY);
  }
});

async function oldestTitle(api: { fetch(path: string): Promise<Response> }): Promise<string> {
  const answer = await api.fetch("/api/tasks?sort=created&limit=1");
  const { items } = (await answer.json()) as { items: { title: string }[] };
  return items[0]?.title ?? "";
}
