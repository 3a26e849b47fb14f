import { expect, test } from "../fixtures/test.ts";
import { A_MORNING } from "../pages/states.ts";

test("a filter shows what fits while it is written, and follows what is changed", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  const house = await api.createList("House", { colour: "teal" });
  await api.create("Fix the roof", undefined, { list_id: house.id, priority: 1 });
  await api.create("Sweep the yard", undefined, { list_id: house.id });
  await api.create("Buy bread", undefined, { priority: 1 });
  await tasks.open();
  await tasks.expectTitles(["Buy bread", "Sweep the yard", "Fix the roof"]);
  const field = page.getByRole("textbox", { name: "Filter" });

  await test.step("by one key", async () => {
    await page.keyboard.press("f");
    await expect(page.getByRole("heading", { level: 1, name: "Filter" })).toBeVisible();
    await expect(field).toBeFocused();
    await page.keyboard.type("list:house");
    await tasks.expectTitles(["Sweep the yard", "Fix the roof"]);
    await expect(page.getByRole("paragraph").filter({ hasText: "2 tasks found" })).toBeVisible();
    await page.keyboard.type(" priority:1");
    await tasks.expectTitles(["Fix the roof"]);
    await expect(page).toHaveURL(/filter=list%3Ahouse\+priority%3A1/);
  });

  await test.step("what no longer fits leaves, and done tasks come on demand", async () => {
    await tasks.row("Fix the roof").focus();
    await tasks.expectSaved(() => page.keyboard.press("4"));
    await expect(page.getByText("Nothing passes this filter")).toBeVisible();
    await tasks.expectSaved(() => page.keyboard.press("z"));
    await tasks.expectTitles(["Fix the roof"]);
    await tasks.expectSaved(() => tasks.complete("Fix the roof"));
    await expect(tasks.row("Fix the roof")).toHaveCount(0);
    await page.getByRole("button", { name: "Clear filter" }).first().click();
    await field.fill("priority:1");
    await tasks.expectTitles(["Buy bread"]);
    await page.getByRole("checkbox", { name: "Done tasks, too" }).check();
    await tasks.expectTitles(["Buy bread", "Fix the roof"]);
  });

  await test.step("an address holds a filter", async () => {
    await page.goto(`/filter?${new URLSearchParams({ filter: "no:list" })}`);
    await expect(field).toHaveValue("no:list");
    await tasks.expectTitles(["Buy bread"]);
  });
});

test("what is not understood is pointed at, and an example mends it", async ({ ada, watch }) => {
  const { page, tasks, api } = ada;
  watch.expectFailures(/^\/api\/tasks$/, 422);
  await api.create("Buy bread 🥖 soon");
  await page.goto("/filter");
  const field = page.getByRole("textbox", { name: "Filter" });
  await field.fill("🥖 due:someday");
  await expect(field).toHaveAccessibleDescription(/^someday Here: /);
  await page.getByRole("button", { name: "Go there" }).click();
  await expect(field).toBeFocused();
  const selected = await field.evaluate((input: HTMLInputElement) =>
    input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0),
  );
  expect(selected).toBe("someday");
  await page.getByRole("button", { name: "no:due", exact: true }).click();
  await tasks.expectTitles(["Buy bread 🥖 soon"]);
  await expect(field).toHaveValue("no:due");
});

test.describe("far from Greenwich", () => {
  test.use({ timezoneId: "Pacific/Auckland" });

  test("a day is the reader's", async ({ ada }) => {
    const { page, tasks, api } = ada;
    await page.clock.setFixedTime(A_MORNING);
    const asked = page.waitForRequest((request) => request.url().includes("/api/tasks?"));
    await api.create("Buy bread");
    await page.goto(`/filter?${new URLSearchParams({ filter: "no:due" })}`);
    expect(new URL((await asked).url()).searchParams.get("zone")).toBe("Pacific/Auckland");
    await tasks.expectTitles(["Buy bread"]);
  });
});
