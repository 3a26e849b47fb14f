import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";
import { expectNoSidewaysScroll } from "../pages/layout.ts";
import { A_MORNING } from "../pages/states.ts";

test.beforeEach(async ({ page }) => {
  await page.clock.setFixedTime(A_MORNING);
});

const zone = "Europe/Berlin";
const title = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

test("Today shows what is overdue, then what today brings, and moves all to today", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  await api.create("No date");
  await api.create("Tomorrow", undefined, { due: { date: "2026-03-12" } });
  await api.create("Ferns", undefined, { due: { date: "2026-03-11" } });
  await api.create("Lunch", undefined, { due: { local: "2026-03-11T12:00", zone } });
  await api.create("Rent", undefined, { due: { date: "2026-03-02" }, priority: 1 });
  await api.create("Stand-up", undefined, { due: { local: "2026-03-10T09:00", zone } });
  await api.create("Tea", undefined, { due: { local: "2026-03-10T16:00", zone } });
  // Yesterday in New York, and one o'clock in the morning today here.
  const across = { local: "2026-03-10T20:00", zone: "America/New_York" };
  await api.create("Call Grace", undefined, { due: across });
  await tasks.open();
  await page
    .getByRole("navigation", { name: "Views" })
    .getByRole("link", { name: "Today" })
    .click();
  await expect(title(page, "Today")).toBeVisible();
  await tasks.expectGroup("Overdue", ["Rent", "Stand-up", "Tea"]);
  await tasks.expectGroup("Today", ["Call Grace", "Lunch", "Ferns"]);

  await test.step("keys go from one list to the next", async () => {
    await page.keyboard.press("j");
    await expect(tasks.group("Overdue").getByRole("row", { name: "Rent" })).toBeFocused();
    for (const _ of ["Stand-up", "Tea", "Call Grace"]) await page.keyboard.press("ArrowDown");
    await expect(tasks.group("Today").getByRole("row", { name: "Call Grace" })).toBeFocused();
    await page.keyboard.press("k");
    await expect(tasks.group("Overdue").getByRole("row", { name: "Tea" })).toBeFocused();
  });

  await test.step("all to today: a time that is still to come goes along", async () => {
    await page.getByRole("button", { name: "Move all to today" }).click();
    await tasks.expectGroup("Today", ["Call Grace", "Lunch", "Tea", "Rent", "Ferns", "Stand-up"]);
    await expect(tasks.group("Overdue")).toHaveCount(0);
    await expect.poll(async () => (await api.find("Stand-up")).due).toEqual({ date: "2026-03-11" });
    await expect
      .poll(async () => (await api.find("Tea")).due)
      .toEqual({ local: "2026-03-11T16:00", zone });
    await expect(tasks.group("Today").getByRole("row").first()).toBeFocused();
  });

  await test.step("and back, at once", async () => {
    await tasks.notice("3 tasks moved to today").getByRole("button", { name: "Undo" }).click();
    await tasks.expectGroup("Overdue", ["Rent", "Stand-up", "Tea"]);
    await expect.poll(async () => (await api.find("Rent")).due).toEqual({ date: "2026-03-02" });
  });
});

test("what is written in Today is due today, unless it says something else", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await page.goto("/today");
  await expect(page.getByText("Nothing due today")).toBeVisible();
  const chips = page.getByRole("list", { name: "Understood" }).getByRole("button");

  await tasks.quickAdd.fill("Buy bread");
  await expect(chips).toHaveText(["Today"]);
  await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
  await tasks.expectGroup("Today", ["Buy bread"]);
  expect((await api.find("Buy bread")).due).toEqual({ date: "2026-03-11" });

  await tasks.quickAdd.fill("Think");
  await chips.click();
  await expect(chips).toHaveCount(0);
  await expect(tasks.quickAdd).toBeFocused();
  await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
  expect((await api.find("Think")).due).toBeNull();
  await tasks.expectGroup("Today", ["Buy bread"]);

  await test.step("ticked off, it leaves, and the view says that there is nothing more", async () => {
    await tasks.expectSaved(() =>
      page.getByRole("checkbox", { name: "Complete: Buy bread" }).check(),
    );
    await expect(page.getByText("Nothing due today")).toBeVisible();
    await page.getByRole("button", { name: "Look ahead" }).click();
    await expect(title(page, "Upcoming")).toBeVisible();
  });
});

test("Upcoming shows day by day, and more weeks when asked", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Late", undefined, { due: { date: "2026-03-01" } });
  await api.create("Ferns", undefined, { due: { date: "2026-03-11" } });
  await api.create("Dentist", undefined, { due: { local: "2026-03-12T08:15", zone } });
  await api.create("Bread", undefined, { due: { date: "2026-03-12" } });
  await api.create("Last day", undefined, { due: { date: "2026-04-07" } });
  await api.create("A day later", undefined, { due: { date: "2026-04-08" } });
  await tasks.open();
  await page
    .getByRole("navigation", { name: "Views" })
    .getByRole("link", { name: "Upcoming" })
    .click();
  await expect(title(page, "Upcoming")).toBeVisible();
  await tasks.expectGroup("Today", ["Ferns"]);
  await tasks.expectGroup("Tomorrow", ["Dentist", "Bread"]);
  await tasks.expectGroup("Tuesday 7 April", ["Last day"]);
  await expect(page.getByRole("row", { name: "A day later" })).toHaveCount(0);
  await expect(page.getByRole("row", { name: "Late" })).toHaveCount(0);

  await page.getByRole("button", { name: "Show four more weeks" }).click();
  await tasks.expectGroup("Wednesday 8 April", ["A day later"]);

  await test.step("a task goes where its new day is", async () => {
    await page.getByRole("row", { name: "Ferns" }).focus();
    await page.keyboard.press("d");
    await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: /^Tomorrow / }).click());
    await tasks.expectGroup("Tomorrow", ["Dentist", "Ferns", "Bread"]);
    await expect(tasks.group("Today")).toHaveCount(0);
    await expect(page.locator("[role='row']:focus")).toHaveCount(1);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });

  test("the bar at the bottom leads to both, and nothing scrolls sideways", async ({ ada }) => {
    const { page, tasks, api } = ada;
    const long = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(3);
    const across = { local: "2026-03-11T08:00", zone: "America/Argentina/Buenos_Aires" };
    await api.create(long, "x".repeat(200), { due: across, priority: 1 });
    await tasks.open();
    const bar = page.getByRole("navigation", { name: "Quick navigation" });
    await bar.getByRole("link", { name: "Today" }).click();
    await tasks.expectGroup("Today", [long]);
    await expect(bar.getByRole("link", { name: "Today" })).toHaveAttribute("aria-current", "page");
    await expectNoSidewaysScroll(page);
    await bar.getByRole("link", { name: "Upcoming" }).click();
    await expect(title(page, "Upcoming")).toBeVisible();
    await tasks.expectGroup("Today", [long]);
    await expectNoSidewaysScroll(page);
  });
});

test("a list sorted by date takes a task to its new place, and the focus with it", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  await api.create("No date");
  await api.create("Ferns", undefined, { due: { date: "2026-03-12" } });
  await api.create("Rent", undefined, { due: { date: "2026-03-10" }, priority: 2 });
  await tasks.open();
  await page.getByRole("button", { name: /^Sort/ }).click();
  await page.getByRole("menuitemradio", { name: "By date" }).click();
  await tasks.expectTitles(["Rent", "Ferns", "No date"]);
  await tasks.row("Rent").focus();
  await page.keyboard.press("d");
  await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: /^Next week / }).click());
  await tasks.expectTitles(["Ferns", "Rent", "No date"]);
  await expect(tasks.row("Rent")).toBeFocused();
  await page.reload();
  await tasks.expectTitles(["Ferns", "Rent", "No date"]);
});
