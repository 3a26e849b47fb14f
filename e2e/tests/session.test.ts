import { expect, type SignedIn, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";
import { TasksPage } from "../pages/tasks-page.ts";

/** Longer than a token lives; the page then needs a new one. */
const TOKEN_LIFE = "16:00";

/** Somebody types a task and an edit, and meanwhile their session ends elsewhere. */
async function typeUntilTheSessionEnds({ page, tasks, api, accounts }: SignedIn): Promise<void> {
  await page.clock.install();
  await api.create("Water the plants");
  await tasks.open();
  await tasks.expectTitles(["Water the plants"]);
  const editor = await tasks.edit("Water the plants");
  await editor.description.fill("the *fern* first");
  await tasks.quickAdd.fill("Half a thou");
  await accounts.signOut();
  await page.clock.fastForward(TOKEN_LIFE);
}

async function expectWhatWasTyped({ page, tasks }: Pick<SignedIn, "page" | "tasks">) {
  await expect(tasks.quickAdd).toHaveValue("Half a thou");
  await expect(page.getByRole("textbox", { name: "Description" })).toHaveValue("the *fern* first");
}

test.describe("when the session has ended", () => {
  test.beforeEach(({ watch }) => watch.expectFailures(/^\/api\/auth\/token$/, 401));

  test("the page asks to sign in again, loses nothing, and sends what waited", async ({ ada }) => {
    const { page, tasks, person, api } = ada;
    await typeUntilTheSessionEnds(ada);

    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await expect(dialog).toBeVisible();
    const signIn = new SignInPage(page);
    await expect(signIn.email).toHaveValue(person.email);
    await signIn.signIn(person);
    await expect(dialog).toBeHidden();

    await expectWhatWasTyped(ada);
    await tasks.quickAdd.press("End");
    await tasks.quickAdd.pressSequentially("ght");
    await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
    await tasks.expectSaved(() => page.getByRole("button", { name: "Save" }).click());
    const saved = await api.list();
    expect(saved.map(({ title, description }) => [title, description])).toEqual(
      expect.arrayContaining([
        ["Half a thought", null],
        ["Water the plants", "the *fern* first"],
      ]),
    );
  });

  test("a change made at that moment is sent once the person is back", async ({ ada }) => {
    const { page, tasks, person, accounts, api } = ada;
    await page.clock.install();
    await tasks.open();
    await accounts.signOut();
    await page.clock.setSystemTime(Date.now() + 16 * 60_000);
    await tasks.add("Just in time");

    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await expect(dialog).toBeVisible();
    expect(await api.list()).toEqual([]);
    await tasks.expectSaved(() => new SignInPage(page).signIn(person));
    await expect(dialog).toBeHidden();
    await expect(tasks.row("Just in time")).toBeVisible();
    expect(await api.list()).toEqual([expect.objectContaining({ title: "Just in time" })]);
  });

  test("a reload leads to sign-in and back to what was typed", async ({ ada }) => {
    await typeUntilTheSessionEnds(ada);
    const { page, tasks, person } = ada;
    await expect(page.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
    await page.reload();
    await new SignInPage(page).signIn(person);
    await expect(tasks.quickAdd).toHaveValue("Half a thou");
    const editor = await tasks.edit("Water the plants");
    await expect(editor.description).toHaveValue("the *fern* first");
  });

  test("somebody else who signs in there sees nothing of it", async ({ ada, signUp }) => {
    const grace = await signUp("Grace Hopper");
    await grace.api.create("Find the moth");
    await typeUntilTheSessionEnds(ada);
    const { page, tasks } = ada;
    await page.getByRole("button", { name: "Sign in as someone else" }).click();
    await page.waitForURL(/\/sign-in/);
    await new SignInPage(page).signIn(grace.person);
    await tasks.expectTitles(["Find the moth"]);
    await expect(tasks.quickAdd).toHaveValue("");
    await expect(page.getByText("Water the plants")).toHaveCount(0);
  });
});

test("deleted cookies are an ended session, too", async ({ ada, watch }) => {
  watch.expectFailures(/^\/api\/auth\/token$/, 401);
  const { page, tasks, context, person } = ada;
  await page.clock.install();
  await tasks.open();
  // Shown once there was a token: one that arrived after the clock was set forward would live on.
  await expect(page.getByText("Nothing left to do")).toBeVisible();
  await tasks.quickAdd.fill("Half a thou");
  await context.clearCookies();
  await page.clock.fastForward(TOKEN_LIFE);
  await new SignInPage(page).signIn(person);
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(tasks.quickAdd).toHaveValue("Half a thou");
});

test("sign-in leads back to the page that was asked for", async ({ ada, newBrowser }) => {
  const task = await ada.api.create("Write the notes");
  const page = await (await newBrowser()).newPage();
  await page.goto(`/tasks/${task.id}`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await new SignInPage(page).signIn(ada.person);
  await expect(page).toHaveURL(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Write the notes" })).toBeVisible();
});

for (const next of [
  "https://example.org/",
  "//example.org/",
  "/\\example.org",
  "javascript:alert(1)",
]) {
  test(`sign-in does not lead to ${next}`, async ({ ada, newBrowser }) => {
    const page = await (await newBrowser()).newPage();
    await page.goto(`/sign-in?${new URLSearchParams({ next })}`);
    await new SignInPage(page).signIn(ada.person);
    await new TasksPage(page).expectOpen();
    await expect(page).toHaveURL("/");
  });
}
