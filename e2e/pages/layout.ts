import { expect, type Page } from "@playwright/test";

/** Nothing stands out of the page to the right: it scrolls up and down only. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { needed, there } = await page.evaluate(() => ({
    needed: document.documentElement.scrollWidth,
    there: document.documentElement.clientWidth,
  }));
  expect(needed, "width of the page's content").toBeLessThanOrEqual(there);
}

/**
 * Everything that fades or moves has come to its end; until then it has colours that nobody chose.
 * What has ended but keeps its last frame is still among a page's animations, so only the running count.
 */
export async function movementEnded(page: Page): Promise<void> {
  const moving = () =>
    page.evaluate(
      () =>
        document.getAnimations().filter(({ playState }) => playState === "running").length +
        document.querySelectorAll("[data-entering], [data-exiting]").length,
    );
  await expect.poll(moving, "what moves").toBe(0);
}

/** Where the page is too narrow for a sidebar, what it holds is in a drawer. */
export async function openSide(page: Page): Promise<void> {
  const more = page.getByRole("button", { name: "More", exact: true });
  const menu = page.getByRole("button", { name: "Open menu" });
  for (const opener of [more, menu]) {
    if (await opener.isVisible()) {
      await opener.click();
      await expect(page.getByRole("dialog", { name: "Views" })).toBeVisible();
      return;
    }
  }
}
