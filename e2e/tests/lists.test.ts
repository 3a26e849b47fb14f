import { expect, test } from "../fixtures/test.ts";

test("search finds titles and descriptions, and keeps its place in the address", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  await api.create("Water the plants", "the *fern* first");
  await api.create("Call the plumber");
  await api.create("Ärger mit 100% der Straße");
  await tasks.open();

  await tasks.search.fill("FERN");
  await tasks.expectTitles(["Water the plants"]);
  await expect(page.getByText("1 task found").first()).toBeVisible();
  await expect(page).toHaveURL("/?q=FERN");

  await tasks.search.fill("100%");
  await tasks.expectTitles(["Ärger mit 100% der Straße"]);
  await tasks.search.fill("no such thing");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await page.reload();
  await expect(tasks.search).toHaveValue("no such thing");
  await page.getByRole("button", { name: "Clear search" }).last().click();
  await expect(tasks.rows).toHaveCount(3);
  await expect(page).toHaveURL("/");
});

test("the views show open, finished and all tasks", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("To do");
  const done = await api.create("Finished");
  await api.fetch(`/api/tasks/${done.id}/complete`, { method: "PATCH", body: { completed: true } });
  await tasks.open();
  await tasks.expectTitles(["To do"]);
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: "Done" }).click();
  await tasks.expectTitles(["Finished"]);
  await views.getByRole("link", { name: "Everything" }).click();
  await tasks.expectTitles(["Finished", "To do"]);
  await page.goBack();
  await tasks.expectTitles(["Finished"]);
});

test("tasks can be sorted", async ({ ada }) => {
  const { page, tasks, api } = ada;
  for (const title of ["Banana", "Apple", "Cherry"]) {
    await api.create(title);
  }
  await tasks.open();
  await tasks.expectTitles(["Cherry", "Apple", "Banana"]);
  await page.getByRole("button", { name: /^Sort/ }).click();
  await page.getByRole("menuitemradio", { name: "Title, A to Z" }).click();
  await tasks.expectTitles(["Apple", "Banana", "Cherry"]);
  await tasks.add("Aubergine");
  await tasks.expectTitles(["Apple", "Aubergine", "Banana", "Cherry"]);
});

test("three hundred tasks come page after page, each exactly once, and few are drawn", async ({
  ada,
}) => {
  test.slow();
  const { page, tasks, api } = ada;
  const titles = Array.from(
    { length: 300 },
    (_, index) => `Task ${String(index + 1).padStart(3, "0")}`,
  );
  for (let start = 0; start < titles.length; start += 20) {
    await Promise.all(titles.slice(start, start + 20).map((title) => api.create(title)));
  }
  await page.goto("/?sort=title");
  await expect(tasks.rows.first()).toHaveAccessibleName("Task 001");

  await test.step("End goes to the last that is here, and has the next ones fetched", async () => {
    await tasks.row("Task 001").focus();
    await expect(async () => {
      await page.keyboard.press("End");
      await expect(tasks.row("Task 300")).toBeFocused({ timeout: 500 });
    }).toPass();
    await expect(tasks.row("Task 300")).toBeInViewport();
    await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
    await expect(tasks.grid).toHaveAttribute("aria-rowcount", "300");
    expect(await tasks.rows.count()).toBeLessThan(100);
  });

  await test.step("the row with the focus stays while the page scrolls away from it", async () => {
    await page.mouse.wheel(0, -20_000);
    await expect(tasks.row("Task 001")).toBeInViewport();
    await expect(tasks.row("Task 300")).toBeFocused();
    await page.keyboard.press("k");
    await expect(tasks.row("Task 299")).toBeFocused();
    await expect(tasks.row("Task 299")).toBeInViewport();
    await page.keyboard.press("Home");
    await expect(tasks.row("Task 001")).toBeFocused();
    await expect(tasks.row("Task 001")).toBeInViewport();
  });

  await test.step("every task is in its place", async () => {
    const seen = new Map<number, string | null>();
    await expect(async () => {
      const drawn = await tasks.rows.evaluateAll((rows) =>
        rows.map((row) => [Number(row.ariaRowIndex), row.getAttribute("aria-label")] as const),
      );
      for (const [index, title] of drawn) seen.set(index, title);
      await page.mouse.wheel(0, 500);
      expect(seen.size).toBe(titles.length);
    }).toPass({ intervals: [50] });
    expect(titles.map((_, index) => seen.get(index + 1))).toEqual(titles);
  });

  await tasks.search.fill("task 29");
  await tasks.expectTitles(titles.filter((title) => title.startsWith("Task 29")));
});

test("a task that is being edited keeps its text out of sight, and rows make room for it", async ({
  ada,
}) => {
  test.slow();
  const { page, tasks, api } = ada;
  for (let number = 1; number <= 60; number += 20) {
    const batch = Array.from({ length: 20 }, (_, index) => number + index);
    await Promise.all(batch.map((each) => api.create(`Task ${String(each).padStart(2, "0")}`)));
  }
  await page.goto("/?sort=title");
  const below = tasks.row("Task 03");
  await expect(below).toBeVisible();
  const closed = (await below.boundingBox())?.y ?? Number.NaN;
  const editor = await tasks.edit("Task 02");
  await editor.description.fill("One\nTwo\nThree\nFour\nFive\nSix\nSeven");
  await expect.poll(async () => (await below.boundingBox())?.y).toBeGreaterThan(closed + 100);

  await page.mouse.wheel(0, 20_000);
  await expect(tasks.row("Task 50")).toBeInViewport();
  await expect(editor.description).toBeFocused();
  await page.keyboard.type("!");
  await expect(editor.description).toHaveValue(/Seven!$/);
  await editor.save();
  await expect
    .poll(async () => (await api.list()).find((task) => task.title === "Task 02")?.description)
    .toContain("Seven!");
});
