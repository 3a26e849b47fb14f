import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

const background = (element: Locator) =>
  element.evaluate((shown) => getComputedStyle(shown).backgroundColor);

test("themes follow the system until one is chosen, and a choice is kept", async ({ ada }) => {
  const { page, tasks } = ada;
  const html = page.locator("html");
  await page.emulateMedia({ colorScheme: "light" });
  await tasks.open();
  const light = await background(html);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => background(html)).not.toBe(light);
  const dark = await background(html);
  await page.emulateMedia({ contrast: "more" });
  await expect.poll(() => background(html)).not.toBe(dark);
  await page.emulateMedia({ contrast: "no-preference" });
  await expect.poll(() => background(html)).toBe(dark);

  await tasks.accountMenu.click();
  await page.getByRole("menuitemradio", { name: "Light" }).click();
  await expect.poll(() => background(html)).toBe(light);
  await page.reload();
  await tasks.expectOpen();
  await expect.poll(() => background(html)).toBe(light);

  await tasks.accountMenu.click();
  await page.getByRole("menuitemradio", { name: "High contrast" }).click();
  await expect(html).toHaveAttribute("data-contrast", "more");
  await expect.poll(() => background(html)).not.toBe(dark);
});

test("rows are 44 pixels high, and 34 where somebody wants them compact", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Water the plants");
  await tasks.open();
  const height = async () => (await tasks.row("Water the plants").boundingBox())?.height;
  await expect.poll(height).toBe(44);
  await tasks.accountMenu.click();
  await page.getByRole("menuitemradio", { name: "Compact" }).click();
  await expect.poll(height).toBe(34);
  await page.reload();
  await expect.poll(height).toBe(34);
});

test("movement takes no time where somebody asked for less of it", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Water the plants");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await tasks.open();
  await expect(tasks.row("Water the plants")).toBeVisible();
  const slow = await page.evaluate(
    () =>
      [...document.querySelectorAll("*")].filter((element) =>
        getComputedStyle(element)
          .transitionDuration.split(", ")
          .some((duration) => Number.parseFloat(duration) > 0.001),
      ).length,
  );
  expect(slow).toBe(0);
});

test("surfaces keep an edge and the focus a ring where the system sets the colours", async ({
  ada,
}) => {
  const { page, tasks } = ada;
  await page.emulateMedia({ forcedColors: "active" });
  await tasks.open();
  await tasks.quickAdd.click();
  const frame = tasks.quickAdd.locator("..");
  await expect(frame).toHaveCSS("border-top-style", "solid");
  await expect(frame).toHaveCSS("outline-style", "solid");
  await tasks.accountMenu.click();
  const menu = page.getByRole("menu").locator("..");
  await expect(menu).toHaveCSS("border-top-style", "solid");
});
