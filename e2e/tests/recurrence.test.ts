import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";
import { A_MORNING } from "../pages/states.ts";

test.beforeEach(async ({ page }) => {
  await page.clock.setFixedTime(A_MORNING);
});

const chips = (page: Page) => page.getByRole("list", { name: "Understood" }).getByRole("button");
const rule = (page: Page, name: string) => page.getByRole("menuitemradio", { name, exact: true });

test("what repeats is written on one line, shown as a chip, and can be taken back", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  await tasks.open();
  await tasks.quickAdd.fill("Water the ferns every monday and thursday");
  await expect(chips(page)).toHaveText(["Tomorrow", "Every Monday and Thursday"]);
  await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
  const row = tasks.row("Water the ferns");
  await expect(row).toContainText("Repeats: Every Monday and Thursday");
  expect(await api.find("Water the ferns")).toMatchObject({
    due: { date: "2026-03-12" },
    recurrence: { rule: "FREQ=WEEKLY;BYDAY=MO,TH", base: "due" },
  });

  await tasks.quickAdd.fill("Watch every day of my life tomorrow");
  await expect(chips(page)).toHaveText(["Tomorrow", "Every day"]);
  await chips(page).filter({ hasText: "Every day" }).click();
  await expect(chips(page)).toHaveText(["Tomorrow"]);
  await expect(tasks.quickAdd).toBeFocused();
  await tasks.expectSaved(() => page.keyboard.press("Enter"));
  await expect(tasks.row("Watch every day of my life")).toBeVisible();
  expect((await api.find("Watch every day of my life")).recurrence).toBeNull();
});

test("a rule is chosen by keys, and goes with the date", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Pay the rent", undefined, { due: { date: "2026-03-14" } });
  await tasks.open();
  const row = tasks.row("Pay the rent");
  await row.focus();
  await page.keyboard.press("r");
  await expect(rule(page, "Does not repeat")).toBeFocused();
  await expect(rule(page, "Does not repeat")).toBeChecked();
  await expect(page.getByRole("menuitemradio")).toHaveText([
    "Does not repeat",
    "Every day",
    "Every weekday",
    "Every Saturday",
    "Every month on the 14th",
    "Every month on the second Saturday",
    "Every year on 14 March",
    "Custom…",
  ]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(rule(page, "Every weekday")).toBeFocused();
  await tasks.expectSaved(() => page.keyboard.press("Enter"));
  await expect(row).toContainText("Every weekday");
  await expect(row).toBeFocused();
  expect((await api.find("Pay the rent")).due, "the first day of the rule").toEqual({
    date: "2026-03-16",
  });

  await tasks.choose("Pay the rent", "Due date");
  await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: "No date" }).click());
  await expect(row).not.toContainText("Every weekday");
  expect(await api.find("Pay the rent")).toMatchObject({ due: null, recurrence: null });
  await tasks.expectSaved(() => page.keyboard.press("z"));
  await expect(row).toContainText("Every weekday");
});

test("the editor sets a rule of one's own, which one undo takes back", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Meet Grace", undefined, { due: { date: "2026-03-11" } });
  await tasks.open();
  const editor = await tasks.edit("Meet Grace");
  await editor.form.getByRole("button", { name: "Repeat: Does not repeat" }).click();
  await rule(page, "Custom…").click();
  const dialog = page.getByRole("dialog", { name: "Repeat" });
  await expect(dialog.getByLabel("Every")).toBeFocused();

  await dialog.getByLabel("Unit").selectOption("months");
  await dialog.getByLabel("On the").selectOption("weekday");
  await expect(dialog.getByText("Every month on the second Wednesday")).toBeVisible();
  await dialog.getByLabel("Every").fill("0");
  await expect(dialog.getByText("A whole number from 1 to 999, please.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Set" })).toBeDisabled();
  await dialog.getByLabel("Every").fill("2");
  await dialog.getByLabel("Which one").selectOption("last");
  await dialog.getByLabel("Ends").selectOption("after so many times");
  await dialog.getByLabel("Times").fill("5");
  await dialog.getByLabel("Counted from").selectOption("the completion");
  const words = "Every 2 months on the last Wednesday, 5 more times, from completion";
  await expect(dialog.getByText(words)).toBeVisible();
  await dialog.getByLabel("Times").press("Enter");

  await expect(dialog).toHaveCount(0);
  const button = editor.form.getByRole("button", { name: `Repeat: ${words}` });
  await expect(button).toBeFocused();
  await tasks.expectSaved(() => editor.save());
  expect(await api.find("Meet Grace")).toMatchObject({
    due: { date: "2026-03-25" },
    recurrence: { rule: "FREQ=MONTHLY;COUNT=5;INTERVAL=2;BYDAY=-1WE", base: "completion" },
  });
  const row = tasks.row("Meet Grace");
  await expect(row).toContainText(words);
  await expect(row).toBeFocused();
  await tasks.expectSaved(() => page.keyboard.press("z"));
  await expect(row).not.toContainText("Every 2 months");
  expect(await api.find("Meet Grace")).toMatchObject({
    due: { date: "2026-03-11" },
    recurrence: null,
  });
});

test("why a task is due when it is: its rule, the next five, and what was done before", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  const { id } = await api.create("Renew the passport", undefined, {
    due: { date: "2027-01-05" },
    recurrence: { rule: "FREQ=YEARLY" },
  });
  await api.fetch(`/api/tasks/${id}/complete`, { method: "PATCH", body: { completed: true } });
  await tasks.open();
  await tasks.choose("Renew the passport", "Why this date?");
  const sheet = page.getByRole("dialog", { name: "Why this date?" });
  await expect(sheet.getByText("Every year on 5 January")).toBeVisible();
  await expect(sheet.getByRole("list").first().getByRole("listitem")).toHaveText([
    /Friday,? 5 January 2029/,
    /Saturday,? 5 January 2030/,
    /Sunday,? 5 January 2031/,
    /Monday,? 5 January 2032/,
    /Wednesday,? 5 January 2033/,
  ]);
  await expect(sheet.getByRole("list").last().getByRole("listitem")).toHaveText([
    /^5 Jan 2027, done /,
  ]);
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(tasks.row("Renew the passport")).toBeFocused();
});

test("what is finished late may be counted from now, if that makes a difference", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  const due = { date: "2026-03-05" };
  const { id } = await api.create("Clean the gutters", undefined, {
    due,
    recurrence: { rule: "FREQ=MONTHLY;INTERVAL=6" },
  });
  const occurrences = await api.fetch(`/api/tasks/${id}/occurrences?zone=Europe/Berlin`);
  const { completed_now: next } = (await occurrences.json()) as {
    completed_now: { due: { date: string }; completion: { date: string } };
  };
  expect(next.completion).not.toEqual(next.due);
  await tasks.open();
  const row = tasks.row("Clean the gutters");
  const dialog = page.getByRole("dialog", { name: "Done late. When next?" });

  await test.step("Escape completes nothing", async () => {
    await row.focus();
    await page.keyboard.press("x");
    await expect(dialog.getByRole("button", { name: /^As planned/ })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(row).toBeFocused();
    expect((await api.find("Clean the gutters")).due).toEqual(due);
  });

  await test.step("counted from now", async () => {
    await page.keyboard.press("x");
    await tasks.expectSaved(() =>
      dialog.getByRole("button", { name: /^Counted from today/ }).click(),
    );
    expect(await api.find("Clean the gutters")).toMatchObject({
      due: next.completion,
      recurrence: { base: "due" },
    });
  });

  await test.step("taken back, and as planned", async () => {
    const notice = tasks.notice("Done: Clean the gutters");
    await tasks.expectSaved(() => notice.getByRole("button", { name: "Undo" }).click());
    await expect(row.getByText("5 Mar")).toBeVisible();
    await tasks.checkbox("Clean the gutters").click();
    await tasks.expectSaved(() => dialog.getByRole("button", { name: /^As planned/ }).click());
    expect((await api.find("Clean the gutters")).due).toEqual(next.due);
  });

  await test.step("no question where it makes none", async () => {
    await api.create("Stretch", undefined, { due, recurrence: { rule: "FREQ=DAILY" } });
    await tasks.open();
    await tasks.expectSaved(() => tasks.checkbox("Stretch").click());
    await expect(dialog).toHaveCount(0);
  });
});
