import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";
import { A_MORNING } from "../pages/states.ts";

test.beforeEach(async ({ page }) => {
  await page.clock.setFixedTime(A_MORNING);
});

const chips = (page: Page) => page.getByRole("list", { name: "Understood" }).getByRole("button");

async function paste(field: Locator, text: string): Promise<void> {
  await field.evaluate((input, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    input.dispatchEvent(event);
  }, text);
}

test("what is understood shows while one types, and is what the task gets", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await tasks.open();
  await tasks.quickAdd.fill("Pay the rent tomorrow at 9:30 !1 #home");
  await expect(chips(page)).toHaveText(["Tomorrow, 9:30", "Priority 1"]);
  await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
  const row = tasks.row("Pay the rent #home");
  await expect(row.getByText("Tomorrow, 9:30")).toBeVisible();
  await expect(chips(page)).toHaveCount(0);
  expect(await api.find("Pay the rent #home")).toMatchObject({
    priority: 1,
    due: { local: "2026-03-12T09:30", zone: "Europe/Berlin" },
  });
});

test("a chip gives its words back to the title, by mouse and by keys", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await tasks.open();

  await test.step("by mouse", async () => {
    await tasks.quickAdd.fill("Watch Friday the 13th on Friday !2");
    await chips(page).filter({ hasText: "Friday" }).click();
    await expect(tasks.quickAdd).toBeFocused();
    await expect(chips(page).filter({ hasText: "Priority 2" })).toHaveCount(1);
  });

  await test.step("by keys", async () => {
    await tasks.quickAdd.fill("Read Tomorrow, and Tomorrow !3");
    await expect(chips(page)).toHaveText(["Tomorrow", "Priority 3"]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(chips(page).first()).toBeFocused();
    await expect(chips(page).first()).toHaveAccessibleName(
      "Tomorrow: put “Tomorrow” back into the title",
    );
    await page.keyboard.press("Delete");
    await expect(tasks.quickAdd).toBeFocused();
  });

  await test.step("and what is left counts", async () => {
    await tasks.quickAdd.fill("Read the Sunday paper !3");
    await expect(chips(page)).toHaveText(["Sunday", "Priority 3"]);
    await chips(page).first().click();
    await expect(chips(page)).toHaveText(["Priority 3"]);
    await tasks.expectSaved(() => page.keyboard.press("Enter"));
    await expect(tasks.row("Read the Sunday paper")).toBeVisible();
    expect(await api.find("Read the Sunday paper")).toMatchObject({ priority: 3, due: null });
  });
});

test("a title may be as long as before, what is said about it not counted", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await tasks.open();
  const long = "x".repeat(255);
  await tasks.quickAdd.fill(`${long} tomorrow`);
  await expect(chips(page)).toHaveText(["Tomorrow"]);
  await chips(page).first().click();
  await expect(page.getByText("9 characters too many for a title.")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(tasks.quickAdd).toHaveValue(`${long} tomorrow`);
  expect(await api.list()).toEqual([]);
});

test("pasted lines are a task each, if one wants that, and one undo takes all away", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  await tasks.open();
  const dialog = page.getByRole("dialog", { name: "Add 3 tasks?" });
  const lines = "- [ ] Milk\n- Bread tomorrow\n\n- Salt !2\n";

  await test.step("Escape leaves everything as it was", async () => {
    await tasks.quickAdd.fill("Half a thou");
    await paste(tasks.quickAdd, lines);
    await expect(dialog.getByRole("listitem")).toHaveText([
      "Milk",
      "BreadTomorrow",
      "SaltPriority 2",
    ]);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(tasks.quickAdd).toBeFocused();
    await expect(tasks.quickAdd).toHaveValue("Half a thou");
  });

  await test.step("on one line", async () => {
    await tasks.quickAdd.fill("Buy ");
    await paste(tasks.quickAdd, lines);
    await dialog.getByRole("button", { name: "Put them on one line" }).click();
    await expect(tasks.quickAdd).toHaveValue("Buy Milk Bread tomorrow Salt !2");
    await expect(tasks.quickAdd).toBeFocused();
  });

  await test.step("one task each", async () => {
    await tasks.quickAdd.fill("");
    await paste(tasks.quickAdd, lines);
    await dialog.getByRole("button", { name: "Add 3 tasks" }).click();
    await tasks.expectTitles(["Salt", "Bread", "Milk"]);
    await expect(tasks.quickAdd).toBeFocused();
    await expect.poll(async () => (await api.list()).length).toBe(3);
    expect((await api.find("Bread")).due).toEqual({ date: "2026-03-12" });
  });

  await test.step("taken back at once", async () => {
    await tasks.notice("3 tasks added").getByRole("button", { name: "Undo" }).click();
    await tasks.expectTitles([]);
    await expect.poll(async () => (await api.list()).length).toBe(0);
  });
});

test("more lines than one paste may hold are not lost", async ({ ada }) => {
  const { page, tasks } = ada;
  await tasks.open();
  const lines = Array.from({ length: 201 }, (_, index) => `Line ${index + 1}`);
  await tasks.quickAdd.click();
  await paste(tasks.quickAdd, lines.join("\n"));
  const dialog = page.getByRole("dialog", { name: "Add 201 tasks?" });
  await expect(dialog.getByRole("alert")).toContainText("At most 200 at once");
  await expect(dialog.getByRole("button", { name: "Add 201 tasks" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Put them on one line" }).click();
  await expect(tasks.quickAdd).toHaveValue(lines.join(" "));
});
