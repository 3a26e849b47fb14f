import type { Page } from "@playwright/test";
import { Accounts } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { ListsNav } from "../pages/lists-nav.ts";
import { Editor, TasksPage } from "../pages/tasks-page.ts";

/** Makes a change of a list and waits until the server has confirmed it. */
async function expectListSaved(page: Page, change: () => Promise<void>): Promise<void> {
  const confirmed = page.waitForResponse(
    (response) =>
      response.url().includes("/api/lists") &&
      response.request().method() !== "GET" &&
      response.ok(),
  );
  await change();
  await confirmed;
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

test("a list is made, renamed, moved, put away and taken out again", async ({ ada }) => {
  test.slow();
  const { page, tasks, api } = ada;
  await tasks.open();
  const nav = new ListsNav(page);
  const dialog = page.getByRole("dialog", { name: "New list" });

  await test.step("made by a key, and shown at once", async () => {
    await expect(nav.region.getByRole("button", { name: "Make a list" })).toBeVisible();
    await page.keyboard.press("Shift+L");
    await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(
      "A list needs a name.",
    );
    await page.getByRole("textbox", { name: "Name" }).fill("House");
    await dialog.getByRole("radio", { name: "Teal" }).check();
    await expectListSaved(page, () => page.keyboard.press("Enter"));
    await expect(heading(page, "House")).toBeVisible();
    await expect(nav.link("House")).toHaveAttribute("aria-current", "page");
    expect(await api.lists()).toMatchObject([{ name: "House", colour: "teal" }]);
  });

  await test.step("by the button", async () => {
    await nav.make.click();
    await page.getByRole("textbox", { name: "Name" }).fill("Garden");
    await expectListSaved(page, () => dialog.getByRole("button", { name: "Make list" }).click());
    await expect(heading(page, "Garden")).toBeVisible();
    await expect(dialog).toHaveCount(0);
  });

  await test.step("renamed and recoloured, and that undone", async () => {
    await nav.choose("House", "Name and colour");
    const edit = page.getByRole("dialog", { name: "Name and colour" });
    await edit.getByRole("textbox", { name: "Name" }).fill("Home");
    await edit.getByRole("radio", { name: "Red" }).check();
    await expectListSaved(page, () => edit.getByRole("button", { name: "Save" }).click());
    await expect(nav.link("Home")).toBeVisible();
    expect((await api.lists())[0]).toMatchObject({ name: "Home", colour: "red" });
    await expect(edit).toHaveCount(0);
    await expectListSaved(page, () => page.keyboard.press("z"));
    await expect(nav.link("House")).toBeVisible();
  });

  await test.step("moved by keys and from the menu; the focus goes along", async () => {
    await nav.link("House").focus();
    await expectListSaved(page, () => page.keyboard.press("Alt+ArrowDown"));
    await expect.poll(() => nav.names()).toEqual(["Garden", "House"]);
    await expect(nav.link("House")).toBeFocused();
    await expectListSaved(page, () => nav.choose("House", "Move up"));
    await expect.poll(() => nav.names()).toEqual(["House", "Garden"]);
    await expectListSaved(page, () => page.keyboard.press("z"));
    await expect.poll(() => nav.names()).toEqual(["Garden", "House"]);
    expect((await api.lists()).map(({ name }) => name)).toEqual(["Garden", "House"]);
  });

  await test.step("put away, and taken out again", async () => {
    await expectListSaved(page, () => nav.choose("House", "Archive"));
    await expect(nav.link("House")).toHaveCount(0);
    await nav.archived.click();
    await expect(nav.link("House")).toBeVisible();
    await nav.link("House").click();
    await expect(page.getByText("This list is archived.")).toBeVisible();
    await expectListSaved(page, () =>
      page.getByRole("main").getByRole("button", { name: "Take out of the archive" }).click(),
    );
    await expect(page.getByText("This list is archived.")).toHaveCount(0);
    await expect(nav.archived).toHaveCount(0);
  });
});

test("tasks go into lists: from a list's view, its row, its editor and by a key", async ({
  ada,
}) => {
  test.slow();
  const { page, tasks, api } = ada;
  const house = await api.createList("House", { colour: "teal" });
  const garden = await api.createList("Garden", { colour: "green" });
  await api.create("Buy bread");
  const nav = new ListsNav(page);
  const chooser = page.getByRole("combobox", { name: "Find a list" });

  await test.step("what is written in a list's view is in the list", async () => {
    await page.goto(`/lists/${house.id}`);
    await expect(heading(page, "House")).toBeVisible();
    await tasks.expectSaved(() => tasks.add("Fix the roof"));
    expect((await api.find("Fix the roof")).list_id).toBe(house.id);
    await expect(nav.link("House 1 open task")).toBeVisible();
  });

  await test.step("by a key, typing its name; the row leaves, and undo brings it back", async () => {
    await tasks.row("Fix the roof").focus();
    await page.keyboard.press("m");
    await expect(chooser).toBeFocused();
    await chooser.pressSequentially("gar");
    await expect(page.getByRole("option", { name: "Garden" })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await tasks.expectSaved(() => page.keyboard.press("Enter"));
    await tasks.expectTitles([]);
    expect((await api.find("Fix the roof")).list_id).toBe(garden.id);
    await expect(nav.link("Garden 1 open task")).toBeVisible();
    const notice = tasks.notice("Moved to Garden: Fix the roof");
    await tasks.expectSaved(() => notice.getByRole("button", { name: "Undo" }).click());
    await tasks.expectTitles(["Fix the roof"]);
    expect((await api.find("Fix the roof")).list_id).toBe(house.id);
  });

  await test.step("from its menu, to the Inbox", async () => {
    await tasks.choose("Fix the roof", "Move to list");
    await tasks.expectSaved(() => page.getByRole("option", { name: "Inbox" }).click());
    await tasks.expectTitles([]);
    await page.goto("/inbox");
    await tasks.expectTitles(["Fix the roof", "Buy bread"]);
  });

  await test.step("in the editor, to a list that is made for it", async () => {
    const editor = await tasks.edit("Buy bread");
    await editor.form.getByRole("button", { name: "List: Inbox" }).click();
    await chooser.fill("Errands");
    await page.keyboard.press("Enter");
    await expect(editor.form.getByRole("button", { name: "List: Errands" })).toBeVisible();
    await tasks.expectSaved(() => new Editor(page).save());
    await tasks.expectTitles(["Fix the roof"]);
    const errands = (await api.lists()).find(({ name }) => name === "Errands");
    expect((await api.find("Buy bread")).list_id).toBe(errands?.id);
  });

  await test.step("among all tasks each says its list", async () => {
    await tasks.open();
    await expect(tasks.row("Buy bread").getByText("Errands")).toBeVisible();
    await expect(tasks.row("Fix the roof").getByText("List:")).toHaveCount(0);
  });
});

test("a line names a list that there is, and takes it back", async ({ ada }) => {
  const { page, tasks, api } = ada;
  const house = await api.createList("My house", { colour: "teal" });
  await api.createList("Household", { colour: "blue" });
  await tasks.open();
  await expect(new ListsNav(page).links).toHaveCount(2);
  const chips = page.getByRole("list", { name: "Understood" });

  await test.step("offered while one types", async () => {
    await tasks.quickAdd.focus();
    await page.keyboard.type("Fix the roof /hou");
    await expect(page.getByRole("option")).toHaveText(["My house", "Household"]);
    await page.keyboard.press("Enter");
    await expect(tasks.quickAdd).toHaveValue('Fix the roof /"My house" ');
    await expect(chips.getByRole("button", { name: /^My house/ })).toBeVisible();
    await tasks.expectSaved(() => page.keyboard.press("Enter"));
    expect((await api.find("Fix the roof")).list_id).toBe(house.id);
    await expect(tasks.row("Fix the roof").getByText("My house")).toBeVisible();
  });

  await test.step("taken back, it is part of the title", async () => {
    await page.keyboard.type("Read /household");
    await expect(page.getByRole("option")).toHaveCount(0);
    await chips.getByRole("button", { name: /^Household/ }).click();
    await expect(chips).toHaveCount(0);
    await expect(tasks.quickAdd).toBeFocused();
    await tasks.expectSaved(() => page.keyboard.press("Enter"));
    expect((await api.find("Read /household")).list_id).toBeNull();
  });

  await test.step("one that there is not stays text", async () => {
    await tasks.expectSaved(() => tasks.add("Look into /etc"));
    expect((await api.find("Look into /etc")).list_id).toBeNull();
  });
});

test("deleting a list asks what becomes of its tasks, and both answers can be undone", async ({
  ada,
}) => {
  test.slow();
  const { page, tasks, api } = ada;
  const list = await api.createList("House", { colour: "teal" });
  await api.create("Fix the roof", undefined, { list_id: list.id });
  const done = await api.create("Sweep the chimney", undefined, { list_id: list.id });
  await api.fetch(`/api/tasks/${done.id}/complete`, {
    method: "PATCH",
    body: { completed: true },
  });
  await page.goto(`/lists/${list.id}`);
  await tasks.expectTitles(["Fix the roof"]);
  const nav = new ListsNav(page);
  const dialog = page.getByRole("dialog", { name: "Delete “House”?" });
  const listOf = async (title: string) => (await api.find(title)).list_id;

  for (const fate of ["They move to the Inbox", "They are deleted, too"]) {
    await test.step(fate, async () => {
      await nav.link("House").focus();
      await page.keyboard.press("Delete");
      await expect(dialog.getByText("There are 2 tasks in it")).toBeVisible();
      await dialog.getByRole("radio", { name: fate }).check();
      await expectListSaved(page, () =>
        dialog.getByRole("button", { name: "Delete list" }).click(),
      );
      await expect(heading(page, "Inbox")).toBeVisible();
      await expect(nav.link("House")).toHaveCount(0);
      const kept = fate === "They move to the Inbox";
      await tasks.expectTitles(kept ? ["Fix the roof"] : []);
      expect((await api.list()).map(({ list_id }) => list_id)).toEqual(kept ? [null, null] : []);

      await tasks.notice("Deleted: House").getByRole("button", { name: "Undo" }).click();
      await expect(nav.link("House 1 open task")).toBeVisible();
      await expect
        .poll(async () => (await api.list()).filter(({ list_id }) => list_id !== null).length)
        .toBe(2);
      const again = (await api.lists())[0];
      expect(await listOf("Fix the roof")).toBe(again?.id);
      expect(await listOf("Sweep the chimney")).toBe(again?.id);
      await tasks.expectTitles([]);
      await nav.link("House").click();
      await tasks.expectTitles(["Fix the roof"]);
    });
  }
});

test("a change of a list that is refused is rolled back, and says so", async ({ ada, watch }) => {
  const { page, tasks, api } = ada;
  watch.expectFailures(/^\/api\/lists/, 500);
  await api.createList("House");
  await tasks.open();
  const nav = new ListsNav(page);
  await expect(nav.link("House")).toBeVisible();
  await page.route("**/api/lists/*", (route) => route.fulfill({ status: 500 }));
  await nav.choose("House", "Archive");
  const notice = tasks.notice("The list “House” was not changed.");
  await expect(notice).toBeVisible();
  await expect(nav.link("House")).toBeVisible();
  await expect(nav.archived).toHaveCount(0);

  await page.unroute("**/api/lists/*");
  await expectListSaved(page, () => notice.getByRole("button", { name: "Try again" }).click());
  await expect(nav.archived).toBeVisible();
});

test("what becomes of lists elsewhere is seen here", async ({ ada, newBrowser, taskward }) => {
  const { page, tasks, api } = ada;
  await tasks.open();
  await tasks.expectTitles([]);
  const nav = new ListsNav(page);
  const elsewhere = await newBrowser();
  await new Accounts(elsewhere.request, taskward.url).signIn(ada.person);
  const other = new TasksPage(await elsewhere.newPage());
  await other.open();
  await other.expectTitles([]);

  const list = await api.createList("House");
  for (const each of [nav, new ListsNav(other.page)])
    await expect(each.link("House")).toBeVisible();
  await api.create("Fix the roof", undefined, { list_id: list.id });
  await expect(tasks.row("Fix the roof").getByText("House")).toBeVisible();
  await expect(nav.link("House 1 open task")).toBeVisible();
  await expectListSaved(other.page, () => new ListsNav(other.page).choose("House", "Archive"));
  await expect(nav.link("House")).toHaveCount(0);
  await api.fetch(`/api/lists/${list.id}?tasks=move-to-inbox`, { method: "DELETE" });
  await expect(nav.archived).toHaveCount(0);
  await expect(tasks.row("Fix the roof").getByText("House")).toHaveCount(0);
});
