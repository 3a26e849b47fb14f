import { expect, test } from "../fixtures/test.ts";
import { A_MORNING } from "../pages/states.ts";

test.beforeEach(async ({ page }) => {
  await page.clock.setFixedTime(A_MORNING);
});

test("a date is set, moved, timed and taken away, in words that people use", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Water the ferns");
  await tasks.open();
  const row = tasks.row("Water the ferns");

  await test.step("from the menu of its row", async () => {
    await tasks.choose("Water the ferns", "Due date");
    await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: /^Tomorrow / }).click());
    await expect(row.getByText("Tomorrow")).toBeVisible();
    await expect(row).toBeFocused();
    expect((await api.find("Water the ferns")).due).toEqual({ date: "2026-03-12" });
  });

  await test.step("by keys, on a day of the calendar", async () => {
    await page.keyboard.press("d");
    await expect(tasks.dates.getByRole("button", { name: /^Today / })).toBeFocused();
    const chosen = tasks.dates.getByRole("button", { name: /12 March 2026/ });
    await chosen.focus();
    await page.keyboard.press("ArrowDown");
    await expect(tasks.dates.getByRole("button", { name: /19 March 2026/ })).toBeFocused();
    await tasks.expectSaved(() => page.keyboard.press("Enter"));
    await expect(row.getByText("19 Mar")).toBeVisible();
    await expect(row).toBeFocused();
  });

  await test.step("with a time", async () => {
    await page.keyboard.press("d");
    await tasks.dates.getByRole("spinbutton", { name: /hour/ }).focus();
    await page.keyboard.type("0930");
    await tasks.expectSaved(() => page.keyboard.press("Enter"));
    await expect(row.getByText("19 Mar, 9:30")).toBeVisible();
    expect((await api.find("Water the ferns")).due).toEqual({
      local: "2026-03-19T09:30",
      zone: "Europe/Berlin",
    });
    await expect(row).toBeFocused();
  });

  await test.step("moved: the time goes along", async () => {
    await page.keyboard.press("d");
    await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: /^Next week / }).click());
    await expect(row.getByText("Monday, 9:30")).toBeVisible();
    await page.keyboard.press("d");
    await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: "No time" }).click());
    await expect(row.getByText("Monday", { exact: true })).toBeVisible();
  });

  await test.step("taken away, and that taken back", async () => {
    await expect(row).toBeFocused();
    await page.keyboard.press("d");
    await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: "No date" }).click());
    await expect(row.getByText("Monday")).toHaveCount(0);
    expect((await api.find("Water the ferns")).due).toBeNull();
    await tasks.expectSaved(() => page.keyboard.press("z"));
    await expect(row.getByText("Monday", { exact: true })).toBeVisible();
  });

  await test.step("Escape changes nothing", async () => {
    await page.keyboard.press("d");
    await expect(tasks.dates.getByRole("button", { name: /^Today / })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(tasks.dates).toHaveCount(0);
    await expect(row).toBeFocused();
    expect((await api.find("Water the ferns")).due).toEqual({ date: "2026-03-16" });
  });
});

test("a priority is set by keys and from the menu, and said in words", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Pay the rent");
  await tasks.open();
  const row = tasks.row("Pay the rent");
  await row.focus();
  await tasks.expectSaved(() => page.keyboard.press("2"));
  await expect(row.getByText("Priority 2")).toHaveCount(1);

  await page.keyboard.press("p");
  await expect(page.getByRole("menuitemradio", { name: "Priority 1" })).toBeFocused();
  await expect(page.getByRole("menuitemradio", { name: "Priority 2" })).toBeChecked();
  await tasks.expectSaved(() => page.keyboard.press("1"));
  await expect(row.getByText("Priority 1")).toHaveCount(1);
  await expect(row).toBeFocused();

  await tasks.choose("Pay the rent", "Priority");
  await tasks.expectSaved(() => page.getByRole("menuitemradio", { name: "No priority" }).click());
  await expect(row.getByText(/Priority/)).toHaveCount(0);
  await expect(row).toBeFocused();
  await tasks.expectSaved(() => page.keyboard.press("z"));
  await expect(row.getByText("Priority 1")).toHaveCount(1);
  expect((await api.find("Pay the rent")).priority).toBe(1);
});

test("what is overdue is said so, and another zone's clocks are named", async ({ ada }) => {
  const { tasks, api } = ada;
  const zone = "Europe/Berlin";
  await api.create("Rent", undefined, { due: { date: "2026-03-10" } });
  await api.create("Ferns", undefined, { due: { date: "2026-03-11" } });
  await api.create("Stand-up", undefined, { due: { local: "2026-03-11T09:59", zone } });
  await api.create("Lunch", undefined, { due: { local: "2026-03-11T12:30", zone } });
  const across = { local: "2026-03-11T20:00", zone: "America/New_York" };
  await api.create("Call Grace", undefined, { due: across });
  await tasks.open();
  await expect(tasks.row("Rent")).toContainText("Overdue: Yesterday");
  await expect(tasks.row("Ferns")).toContainText("Due: Today");
  await expect(tasks.row("Stand-up")).toContainText("Overdue: Today, 9:59");
  await expect(tasks.row("Lunch")).toContainText("Due: Today, 12:30");
  await expect(tasks.row("Call Grace")).toContainText("Due: Tomorrow, 1:00 (20:00 in New York)");
});

test("the editor sets a date and a priority, and one undo takes both back", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Pay the rent", "By transfer.");
  await tasks.open();
  const editor = await tasks.edit("Pay the rent");

  await editor.form.getByRole("button", { name: "Due date: No date" }).click();
  await expect(tasks.dates.getByRole("button", { name: /^Today / })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(tasks.dates).toHaveCount(0);
  await expect(editor.form).toBeVisible();

  await editor.form.getByRole("button", { name: "Due date: No date" }).click();
  await tasks.dates.getByRole("button", { name: /^Today / }).click();
  await expect(editor.form.getByRole("button", { name: "Due date: Today" })).toBeVisible();
  await editor.form.getByRole("button", { name: "Priority: No priority" }).click();
  await page.getByRole("menuitemradio", { name: "Priority 3" }).click();
  await expect(editor.form.getByRole("button", { name: "Priority: Priority 3" })).toBeVisible();

  await tasks.expectSaved(() => editor.save());
  expect(await api.find("Pay the rent")).toMatchObject({
    description: "By transfer.",
    priority: 3,
    due: { date: "2026-03-11" },
  });
  await expect(tasks.row("Pay the rent")).toContainText("Due: Today");
  await tasks.expectSaved(() => page.keyboard.press("z"));
  await expect(tasks.row("Pay the rent").getByText("Today")).toHaveCount(0);
  expect(await api.find("Pay the rent")).toMatchObject({ priority: 4, due: null });
});

test("on a task's own page, too", async ({ ada }) => {
  const { page, tasks, api } = ada;
  const { id } = await api.create("Pay the rent", undefined, { due: { date: "2026-03-10" } });
  await page.goto(`/tasks/${id}`);
  const sheet = page.getByRole("article");
  await expect(sheet.getByText("Yesterday")).toBeVisible();
  const menu = sheet.getByRole("button", { name: "Actions for: Pay the rent" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Due date" }).click();
  await tasks.expectSaved(() => tasks.dates.getByRole("button", { name: /^Today / }).click());
  await expect(sheet.getByText("Today")).toBeVisible();
  await expect(menu).toBeFocused();
});

test("ticking what recurs off makes it due again, and undoing that takes the completion back", async ({
  ada,
}) => {
  const { tasks, api } = ada;
  const due = { date: "2027-01-05" };
  await api.create("Renew the passport", undefined, { due, recurrence: { rule: "FREQ=YEARLY" } });
  await tasks.open();
  const row = tasks.row("Renew the passport");
  await expect(row.getByText("5 Jan 2027")).toBeVisible();

  await tasks.expectSaved(() => tasks.checkbox("Renew the passport").click());
  await expect(row.getByText("5 Jan 2028")).toBeVisible();
  await expect(tasks.checkbox("Renew the passport")).not.toBeChecked();
  expect(await api.find("Renew the passport")).toMatchObject({
    completed: false,
    due: { date: "2028-01-05" },
  });

  const notice = tasks.notice("Done: Renew the passport");
  await tasks.expectSaved(() => notice.getByRole("button", { name: "Undo" }).click());
  await expect(row.getByText("5 Jan 2027")).toBeVisible();
  const { id } = await api.find("Renew the passport");
  const completions = await api.fetch(`/api/tasks/${id}/completions`);
  expect(await completions.json()).toMatchObject({ items: [] });
});

test("the editor sets from when on there is something to do, and one undo takes it back", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  await api.create("Book the train", undefined, { due: { date: "2026-03-20" } });
  await tasks.open();
  const editor = await tasks.edit("Book the train");
  await editor.form.getByRole("button", { name: "Start date: No start" }).click();
  const starts = page.getByRole("dialog", { name: "Start date" });
  await expect(starts.getByRole("button", { name: /^Today / })).toBeFocused();
  await starts.getByRole("button", { name: /^Next week / }).click();
  await expect(starts).toHaveCount(0);
  await expect(editor.form.getByRole("button", { name: "Start date: From Monday" })).toBeVisible();
  await tasks.expectSaved(() => editor.save());
  expect(await api.find("Book the train")).toMatchObject({ start: "2026-03-16" });

  const row = tasks.row("Book the train");
  await expect(row).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(row.getByText("From Monday")).toBeVisible();
  await tasks.expectSaved(() => page.keyboard.press("z"));
  await expect(row.getByText("From Monday")).toHaveCount(0);
  expect(await api.find("Book the train")).toMatchObject({ start: null });
});
