import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { Editor, TasksPage } from "../pages/tasks-page.ts";

test("the whole story by keyboard alone", async ({ page }) => {
  const person = somebody();
  const { keyboard } = page;
  const tasks = new TasksPage(page);
  const type = (text: string) => keyboard.type(text);

  await test.step("sign up", async () => {
    await page.goto("/sign-up");
    await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
    await type(person.name);
    await keyboard.press("Tab");
    await type(person.email);
    await keyboard.press("Tab");
    await type(person.password);
    await keyboard.press("Enter");
    await tasks.expectOpen();
  });

  await test.step("add", async () => {
    await keyboard.press("q");
    await expect(tasks.quickAdd).toBeFocused();
    for (const title of ["Water the plants", "Call the plumber", "Renew the passport"]) {
      await type(title);
      await tasks.expectSaved(() => keyboard.press("Enter"));
    }
    await tasks.expectTitles(["Renew the passport", "Call the plumber", "Water the plants"]);
    await keyboard.press("Escape");
    await expect(tasks.quickAdd).not.toBeFocused();
  });

  await test.step("move", async () => {
    await keyboard.press("j");
    await expect(tasks.row("Renew the passport")).toBeFocused();
    await keyboard.press("j");
    await keyboard.press("j");
    await expect(tasks.row("Water the plants")).toBeFocused();
    await keyboard.press("k");
    await expect(tasks.row("Call the plumber")).toBeFocused();
    await keyboard.press("ArrowUp");
    await expect(tasks.row("Renew the passport")).toBeFocused();
    await keyboard.press("ArrowDown");
    await expect(tasks.row("Call the plumber")).toBeFocused();
  });

  await test.step("edit", async () => {
    await keyboard.press("e");
    const editor = new Editor(page);
    await expect(editor.title).toBeFocused();
    await type(" about the tap");
    await keyboard.press("Tab");
    await type("on **Tuesday**");
    await tasks.expectSaved(() => keyboard.press("Control+Enter"));
    await expect(tasks.row("Call the plumber about the tap")).toBeFocused();
    await keyboard.press("ArrowRight");
    await expect(page.getByRole("strong").getByText("Tuesday")).toBeVisible();
    await keyboard.press("ArrowLeft");
    await expect(page.getByRole("strong").getByText("Tuesday")).toHaveCount(0);
  });

  await test.step("complete", async () => {
    await keyboard.press("j");
    await expect(tasks.row("Water the plants")).toBeFocused();
    await tasks.expectSaved(() => keyboard.press("x"));
    await tasks.expectTitles(["Renew the passport", "Call the plumber about the tap"]);
  });

  await test.step("delete and undo", async () => {
    await tasks.row("Renew the passport").focus();
    await tasks.expectSaved(() => keyboard.press("Delete"));
    await tasks.expectTitles(["Call the plumber about the tap"]);
    await tasks.expectSaved(() => keyboard.press("z"));
    await tasks.expectTitles(["Renew the passport", "Call the plumber about the tap"]);
    await tasks.expectSaved(() => keyboard.press("Shift+Z"));
    await tasks.expectTitles(["Call the plumber about the tap"]);
  });

  await test.step("search", async () => {
    await keyboard.press("/");
    await expect(tasks.search).toBeFocused();
    await type("nothing like it");
    await expect(page.getByText("Nothing found")).toBeVisible();
    await keyboard.press("Escape");
    await tasks.expectTitles(["Call the plumber about the tap"]);
    await keyboard.press("Escape");
    await expect(tasks.search).not.toBeFocused();
  });

  await test.step("go to a view", async () => {
    await keyboard.press("g");
    await keyboard.press("c");
    await tasks.expectOpen("done");
    await tasks.expectTitles(["Water the plants"]);
    await keyboard.press("g");
    await keyboard.press("t");
    await expect(page.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
    await keyboard.press("g");
    await keyboard.press("u");
    await expect(page.getByRole("heading", { level: 1, name: "Upcoming" })).toBeVisible();
    await keyboard.press("g");
    await keyboard.press("i");
    await expect(page.getByRole("heading", { level: 1, name: "Inbox" })).toBeVisible();
    await keyboard.press("g");
    await keyboard.press("o");
    await tasks.expectOpen();
  });

  await test.step("sign out", async () => {
    await tasks.accountMenu.focus();
    await keyboard.press("Enter");
    const signOut = page.getByRole("menuitem", { name: "Sign out" });
    await expect(signOut).toBeVisible();
    await keyboard.press("End");
    await expect(signOut).toBeFocused();
    await keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("keys never act while somebody types", async ({ ada }) => {
  const { page, tasks, api } = ada;
  await api.create("Water the plants");
  await tasks.open();
  const keys = "qjkxez/?gt gc ";
  for (const field of [tasks.quickAdd, tasks.search]) {
    await field.click();
    await page.keyboard.type(keys);
    await expect(field).toHaveValue(keys);
    await expect(field).toBeFocused();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
  }
  await tasks.expectTitles(["Water the plants"]);
  const editor = await tasks.edit("Water the plants");
  await editor.description.click();
  await page.keyboard.type(keys);
  await page.keyboard.press("Delete");
  await expect(editor.description).toHaveValue(keys);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await api.list()).toEqual([
    expect.objectContaining({ title: "Water the plants", completed: false }),
  ]);
});

test("? opens the help sheet, Escape closes it, and the keys can be switched off", async ({
  ada,
}) => {
  const { page, tasks } = ada;
  await tasks.open();
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await page.keyboard.press("?");
  await expect(help).toBeVisible();
  await page.keyboard.press("q");
  await expect(tasks.quickAdd).not.toBeFocused();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();

  await page.keyboard.press("?");
  await help.getByText("Use single-key shortcuts").click();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("q");
  await expect(tasks.quickAdd).not.toBeFocused();
  await page.reload();
  await tasks.expectOpen();
  await page.keyboard.press("q");
  await expect(tasks.quickAdd).not.toBeFocused();
});
