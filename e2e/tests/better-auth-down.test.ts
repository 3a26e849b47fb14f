import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";

test.beforeEach(({ watch }) => watch.expectFailures(/^\/api\/auth\//, 502));

test("who is at work goes on with the token in memory", async ({ ada, taskward }) => {
  const { page, tasks, api } = ada;
  await page.clock.install();
  await api.create("Water the plants");
  await tasks.open();
  await tasks.expectTitles(["Water the plants"]);
  await tasks.quickAdd.fill("Half a thou");
  await taskward.stopAuth();

  await tasks.expectSaved(() => tasks.complete("Water the plants"));
  await tasks.quickAdd.press("End");
  await tasks.quickAdd.pressSequentially("ght");
  await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
  await tasks.expectTitles(["Half a thought"]);
  await tasks.search.fill("thought");
  await expect(page.getByText("1 task found").first()).toBeVisible();

  await test.step("signing out says that it did not work", async () => {
    await tasks.signOut();
    const failed = tasks.notice("You could not be signed out.");
    await expect(failed).toBeVisible();
    await page.clock.fastForward("01:00");
    await expect(failed).toBeVisible();
    await expect(tasks.row("Half a thought")).toBeVisible();
    await taskward.startAuth();
    await failed.getByRole("button", { name: "Try again" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("a page that opens says so, and carries on when Better Auth is back", async ({
  ada,
  taskward,
}) => {
  const { page, tasks, api } = ada;
  await api.create("Water the plants");
  await taskward.stopAuth();
  await page.goto("/");
  await expect(
    page.getByRole("heading", { level: 1, name: "Taskward cannot be reached" }),
  ).toBeVisible();
  await expect(page.getByText("Your tasks are safe on the server.")).toBeVisible();
  await taskward.startAuth();
  await tasks.expectTitles(["Water the plants"]);
});

test("a token that ends meanwhile: what was typed stays, and the change is sent afterwards", async ({
  ada,
  taskward,
}) => {
  const { page, tasks, api } = ada;
  await page.clock.install();
  await api.create("Water the plants");
  await tasks.open();
  await tasks.expectTitles(["Water the plants"]);
  await taskward.stopAuth();
  await page.clock.fastForward("16:00");

  await tasks.add("Not yet on the server");
  await tasks.quickAdd.fill("Half a thou");
  await expect(page.getByText("Taskward cannot be reached.")).toBeVisible();
  await expect(tasks.row("Water the plants")).toBeVisible();
  await expect(tasks.row("Not yet on the server")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await taskward.startAuth();
  await expect(async () => {
    await page.clock.runFor(2_000);
    expect((await api.list()).map(({ title }) => title)).toContain("Not yet on the server");
  }).toPass({ timeout: 30_000 });
  await expect(tasks.row("Not yet on the server")).toBeVisible();
  await expect(tasks.quickAdd).toHaveValue("Half a thou");
  await expect(page.getByText("Taskward cannot be reached.")).toBeHidden();
});

test("signing in says so, keeps what was typed, and works when Better Auth is back", async ({
  page,
  taskward,
  accounts,
}) => {
  const person = somebody();
  await accounts.signUp(person);
  await accounts.signOut();
  await page.goto("/");
  const signIn = new SignInPage(page);
  await signIn.expectOpen();
  await taskward.stopAuth();

  await signIn.signIn(person);
  await expect(signIn.problem).toContainText("Taskward cannot be reached right now.");
  await expect(signIn.email).toHaveValue(person.email);
  await expect(signIn.password).toHaveValue(person.password);
  await taskward.startAuth();
  await signIn.submit.click();
  await expect(page.getByRole("heading", { level: 1, name: "Tasks" })).toBeVisible();
});
