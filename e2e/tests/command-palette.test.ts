import { expect, test } from "../fixtures/test.ts";
import { CommandPalette } from "../pages/command-palette.ts";
import { A_MORNING } from "../pages/states.ts";

test("what can be done with the task in hand is found by name", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await page.clock.setFixedTime(A_MORNING);
  await api.create("Pay the rent", undefined, { due: { date: "2026-03-11" } });
  await api.create("Buy bread");
  await tasks.open();
  const palette = new CommandPalette(page);
  const row = tasks.row("Pay the rent");

  await test.step("at once", async () => {
    await row.focus();
    await palette.open();
    await expect(palette.group("Pay the rent").getByRole("option").first()).toHaveText(/^Complete/);
    await palette.field.fill("priority 2");
    await expect(palette.options).toHaveText([/^Priority 2/]);
    await tasks.expectSaved(() => page.keyboard.press("Enter"));
    await expect(palette.field).toHaveCount(0);
    await expect(row).toBeFocused();
    expect((await api.find("Pay the rent")).priority).toBe(2);
  });

  await test.step("in a sheet beside it", async () => {
    await palette.open();
    await palette.field.fill("due");
    await page.keyboard.press("Enter");
    await expect(tasks.dates.getByRole("button", { name: /^Today / })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(tasks.dates).toHaveCount(0);
    await expect(row).toBeFocused();
  });

  await test.step("in its editor", async () => {
    await palette.open();
    await palette.field.fill("edi");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(row).toBeFocused();
  });

  await test.step("Escape leaves everything as it was", async () => {
    await palette.open();
    await page.keyboard.press("Escape");
    await expect(palette.field).toHaveCount(0);
    await expect(row).toBeFocused();
  });
});

test("views, tasks and settings are reached by typing", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Renew the passport");
  await tasks.open();
  const palette = new CommandPalette(page);

  await test.step("while somebody types, too", async () => {
    await tasks.quickAdd.fill("Half a thou");
    await palette.open();
    await palette.field.fill("upc");
    await expect(palette.options).toHaveText([/^Upcoming/]);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Upcoming" })).toBeVisible();
  });

  await test.step("a task, by mouse", async () => {
    await palette.open();
    await palette.field.fill("passp");
    await palette.options.filter({ hasText: "Renew the passport" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Renew the passport" })).toBeVisible();
    await palette.open();
    await expect(palette.group("Renew the passport")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(palette.field).toHaveCount(0);
  });

  await test.step("adding, from a page without the field for it", async () => {
    await palette.open();
    await palette.field.fill("add");
    await page.keyboard.press("Enter");
    await expect(tasks.quickAdd).toBeFocused();
  });

  await test.step("a setting", async () => {
    await palette.open();
    await palette.field.fill("rows comp");
    await page.keyboard.press("Enter");
    await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
  });

  await test.step("and what there is not", async () => {
    await palette.open();
    await palette.field.fill("unicorn");
    await expect(page.getByText("Nothing here is called that.")).toBeVisible();
    await expect(palette.options).toHaveCount(0);
    await page.keyboard.press("Control+k");
    await expect(palette.field).toHaveCount(0);
  });
});
