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

test("three hundred tasks come page after page, each exactly once", async ({ ada }) => {
  // Hundreds of rows take a browser its time.
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
  await expect(async () => {
    await tasks.rows.last().scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 4_000);
    await expect(tasks.row("Task 300")).toBeVisible({ timeout: 200 });
  }).toPass();
  await tasks.expectTitles(titles);
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);

  await tasks.search.fill("task 29");
  await tasks.expectTitles(titles.filter((title) => title.includes("29")));
});
