import type { Locator } from "@playwright/test";
import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";
import { TasksPage } from "../pages/tasks-page.ts";

test("from sign-up to a finished task, and everything is there again after signing in", async ({
  page,
}) => {
  const person = somebody();
  const tasks = new TasksPage(page);

  await test.step("sign up", async () => {
    await page.goto("/");
    await page.getByRole("link", { name: "Create an account" }).click();
    await new SignInPage(page, "Create an account").signUp(person);
    await tasks.expectOpen();
    await expect(page.getByText("Nothing left to do")).toBeVisible();
  });

  await test.step("write down what there is to do", async () => {
    await tasks.expectSaved(() => tasks.add("Water the plants"));
    await tasks.expectSaved(() => tasks.add("Call the plumber"));
    await tasks.expectSaved(() => tasks.add("Renew the passport"));
    await tasks.expectTitles(["Renew the passport", "Call the plumber", "Water the plants"]);
  });

  await test.step("tick one off", async () => {
    await tasks.expectSaved(() => tasks.complete("Water the plants"));
    await expect(tasks.notice("Done: Water the plants")).toBeVisible();
    await tasks.expectTitles(["Renew the passport", "Call the plumber"]);
  });

  await test.step("edit one", async () => {
    const editor = await tasks.edit("Call the plumber");
    await editor.title.fill("Call the plumber about the tap");
    await editor.description.fill("Ask for **Tuesday**:\n\n- the kitchen\n- the cellar");
    await tasks.expectSaved(() => editor.save());
    const row = tasks.row("Call the plumber about the tap");
    await expect(row).toContainText("Ask for Tuesday:");
  });

  await test.step("delete one, and take that back", async () => {
    await tasks.expectSaved(() => tasks.choose("Renew the passport", "Delete"));
    await tasks.expectTitles(["Call the plumber about the tap"]);
    const deleted = tasks.notice("Deleted: Renew the passport");
    await tasks.expectSaved(() => deleted.getByRole("button", { name: "Undo" }).click());
    await tasks.expectTitles(["Renew the passport", "Call the plumber about the tap"]);
  });

  await test.step("sign out: nothing is left on the page", async () => {
    await tasks.signOut();
    await expect(page).toHaveURL("/sign-in");
    await page.goBack();
    await new SignInPage(page).expectOpen();
    await expect(page.getByText("Renew the passport")).toHaveCount(0);
  });

  await test.step("sign in: the same tasks", async () => {
    await page.goto("/");
    await new SignInPage(page).signIn(person);
    await tasks.expectTitles(["Renew the passport", "Call the plumber about the tap"]);

    const row = tasks.row("Call the plumber about the tap");
    await row.click();
    await expect(row.getByRole("strong")).toHaveText("Tuesday");
    await expect(row.getByRole("listitem")).toHaveText(["the kitchen", "the cellar"]);

    await page.getByRole("link", { name: "Done" }).first().click();
    await tasks.expectOpen("done");
    await tasks.expectTitles(["Water the plants"]);
    await expect(tasks.checkbox("Water the plants")).toBeChecked();
  });
});

test("a deleted task stays deleted", async ({ ada: { page, tasks, api } }) => {
  await api.create("Throw away");
  await api.create("Keep");
  await tasks.open();
  await tasks.expectSaved(() => tasks.choose("Throw away", "Delete"));
  await page.reload();
  await tasks.expectTitles(["Keep"]);
});

test("a task that is reopened is to be done again", async ({ ada: { page, tasks, api } }) => {
  await api.create("Sharpen the knives");
  await tasks.open();
  await tasks.expectSaved(() => tasks.complete("Sharpen the knives"));
  await tasks.expectTitles([]);
  await tasks.open("done");
  await tasks.expectSaved(() => tasks.checkbox("Sharpen the knives").uncheck());
  await tasks.open();
  await expect(tasks.checkbox("Sharpen the knives")).not.toBeChecked();
  await page.reload();
  await tasks.expectTitles(["Sharpen the knives"]);
});

test.describe("closing the browser and coming back", () => {
  for (const stay of [true, false]) {
    test(`${stay ? "with" : "without"} “Stay signed in”`, async ({ newBrowser, signUp }) => {
      const { person, api } = await signUp();
      await api.create("Still here");
      const before = await newBrowser();
      const page = await before.newPage();
      await page.goto("/");
      const signIn = new SignInPage(page);
      await signIn.staySignedIn(stay);
      await signIn.signIn(person);
      await new TasksPage(page).expectTitles(["Still here"]);

      // A closed browser forgets the cookies that have no date; the others it keeps.
      const kept = (await before.cookies()).filter(({ expires }) => expires > 0);
      await before.close();
      const after = await newBrowser();
      await after.addCookies(kept);
      const again = await after.newPage();
      await again.goto("/");
      if (stay) {
        await new TasksPage(again).expectTitles(["Still here"]);
      } else {
        await new SignInPage(again).expectOpen();
      }
    });
  }
});

test("a tick shows before anything else can happen", async ({ ada: { page, tasks, api } }) => {
  const task = await api.create("Water the plants");
  const afterClick = (box: Locator) =>
    box.evaluate(async (input: HTMLInputElement) => {
      input.click();
      // No timer runs and nothing is painted in between.
      for (let turn = 0; turn < 100; turn += 1) await null;
      return input.checked;
    });
  await page.goto(`/tasks/${task.id}`);
  const box = page.getByRole("article").getByRole("checkbox");
  await tasks.expectSaved(async () => expect(await afterClick(box)).toBe(true));
  await tasks.expectSaved(async () => expect(await afterClick(box)).toBe(false));
});
