import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";
import { TasksPage } from "../pages/tasks-page.ts";

/** What a page hears when its tab comes to the front; a page without a window never does. */
const comeToTheFront = () => window.dispatchEvent(new Event("focus"));

test("signing out reaches every tab", async ({ ada }) => {
  const { tasks, context, api } = ada;
  await api.create("Water the plants");
  const others = [new TasksPage(await context.newPage()), new TasksPage(await context.newPage())];
  for (const each of [tasks, ...others]) {
    await each.open();
    await each.expectTitles(["Water the plants"]);
  }
  await others[0]?.quickAdd.fill("Half a thou");
  await tasks.signOut();
  for (const { page } of [tasks, ...others]) {
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByText("Water the plants")).toHaveCount(0);
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(kept).not.toContain("Half a thou");
  }
});

test("signing in in one tab opens the others", async ({ page, context, accounts }) => {
  const person = somebody();
  await accounts.signUp(person);
  await accounts.signOut();
  const other = await context.newPage();
  await page.goto("/?show=done");
  await other.goto("/");
  await new SignInPage(page).expectOpen();
  await new SignInPage(other).signIn(person);
  await new TasksPage(other).expectOpen();
  await new TasksPage(page).expectOpen("done");
});

test("somebody else who signs in makes the other tab drop everything", async ({
  ada,
  signUp,
  watch,
}) => {
  watch.expectFailures(/^\/api\/auth\/token$/, 401);
  const grace = await signUp("Grace Hopper");
  await grace.api.create("Find the moth");
  const { context, accounts, page, tasks, api } = ada;
  await api.create("Write the notes");
  const second = await context.newPage();
  for (const tab of [page, second]) {
    await tab.clock.install();
    await new TasksPage(tab).open();
    await new TasksPage(tab).expectTitles(["Write the notes"]);
    await new TasksPage(tab).quickAdd.fill("Half a thou");
  }
  await accounts.signOut();
  for (const tab of [page, second]) {
    await tab.clock.fastForward("16:00");
    await expect(tab.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
  }
  await second.getByRole("button", { name: "Sign in as someone else" }).click();
  await second.waitForURL(/\/sign-in/);
  await new SignInPage(second).signIn(grace.person);

  for (const tab of [second, page]) {
    await new TasksPage(tab).expectTitles(["Find the moth"]);
    await expect(new TasksPage(tab).quickAdd).toHaveValue("");
    await expect(tab.getByText("Write the notes")).toHaveCount(0);
  }
  await tasks.expectSaved(() => tasks.add("Mine"));
  expect((await grace.api.list()).map(({ title }) => title)).toContain("Mine");
});

test("a tab that comes to the front notices whose session it is now", async ({ ada, signUp }) => {
  const grace = await signUp("Grace Hopper");
  await grace.api.create("Find the moth");
  const { accounts, page, tasks, api } = ada;
  await page.clock.install();
  await api.create("Write the notes");
  await tasks.open();
  await tasks.expectTitles(["Write the notes"]);

  await test.step("somebody else's: everything is dropped", async () => {
    await accounts.signIn(grace.person);
    await page.clock.fastForward("00:10");
    await page.evaluate(comeToTheFront);
    await tasks.expectTitles(["Find the moth"]);
  });

  await test.step("nobody's: it asks to sign in again", async () => {
    await accounts.signOut();
    await page.clock.fastForward("00:10");
    await page.evaluate(comeToTheFront);
    await expect(page.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
  });
});

test("a change that waits is never sent in another person's name", async ({
  ada,
  signUp,
  watch,
}) => {
  watch.expectFailures(/^\/api\/(tasks|auth\/token)$/, 503);
  const grace = await signUp("Grace Hopper");
  const { accounts, page, tasks, api } = ada;
  await page.clock.install();
  await tasks.open();
  // The server is away while Ada writes.
  await page.route("**/api/tasks", (route) => route.fulfill({ status: 503 }));
  await tasks.add("For Ada alone");
  await accounts.signIn(grace.person);
  await page.unroute("**/api/tasks");
  await page.clock.fastForward("16:00");
  await expect(tasks.accountMenu).toHaveAccessibleName(/Grace Hopper/);
  await expect(page.getByText("For Ada alone")).toHaveCount(0);
  expect(await grace.api.list()).toEqual([]);
  expect(await api.list()).toEqual([]);
});
