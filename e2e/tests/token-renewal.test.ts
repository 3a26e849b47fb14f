import type { Page, Request } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

/** Notes every request to `path`, in order. */
function requestsTo(page: Page, path: RegExp): Request[] {
  const requests: Request[] = [];
  page.on("request", (request) => {
    if (path.test(new URL(request.url()).pathname)) {
      requests.push(request);
    }
  });
  return requests;
}

test("a token is renewed before it ends, without anybody noticing", async ({ ada }) => {
  const { page, tasks } = ada;
  await page.clock.install();
  await tasks.open();
  await tasks.add("One");
  const tokens = requestsTo(page, /^\/api\/auth\/token$/);
  const renewed = page.waitForResponse("**/api/auth/token");
  // Tokens live for 15 minutes and are renewed a minute before.
  await page.clock.fastForward("13:50");
  expect(tokens).toHaveLength(0);
  await page.clock.fastForward("00:15");
  expect((await renewed).status()).toBe(200);
  await tasks.expectSaved(() => tasks.add("Two"));
  expect(tokens).toHaveLength(1);
});

test("a refused token leads to exactly one silent retry with a new one", async ({ ada, watch }) => {
  watch.expectFailures(/^\/api\/tasks$/, 401);
  const { page, tasks, api } = ada;
  await tasks.open();
  await expect(page.getByText("Nothing left to do")).toBeVisible();

  await page.route("**/api/tasks", (route) => route.fulfill({ status: 401 }), { times: 1 });
  const tokens = requestsTo(page, /^\/api\/auth\/token$/);
  const creations = requestsTo(page, /^\/api\/tasks$/);
  await tasks.expectSaved(() => tasks.add("Once"));

  expect(tokens).toHaveLength(1);
  expect(creations.filter((request) => request.method() === "POST")).toHaveLength(2);
  expect((await api.list()).map(({ title }) => title)).toEqual(["Once"]);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a server that refuses every token, although there is a session, is not asked in a loop", async ({
  ada,
  watch,
}) => {
  watch.expectFailures(/^\/api\/tasks$/, 401);
  const { page, tasks } = ada;
  await page.clock.install();
  await tasks.open();
  await expect(page.getByText("Nothing left to do")).toBeVisible();

  await page.clock.pauseAt(Date.now() + 1_000);
  await page.route("**/api/tasks", (route) =>
    route.request().method() === "POST" ? route.fulfill({ status: 401 }) : route.continue(),
  );
  const creations = requestsTo(page, /^\/api\/tasks$/);
  const sessions = requestsTo(page, /^\/api\/auth\/get-session$/);
  await tasks.quickAdd.fill("Refused");
  await tasks.quickAdd.press("Enter");
  await expect.poll(() => sessions.length).toBe(1);
  expect(creations.filter((request) => request.method() === "POST")).toHaveLength(2);
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // It gives up after a while, says so, and can be asked to try again.
  const failed = tasks.notice("“Refused” was not added.");
  await expect(async () => {
    await page.clock.runFor(5_000);
    await expect(failed).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 30_000 });
  await expect(tasks.row("Refused")).toHaveCount(0);
  expect(creations.length).toBeLessThan(20);

  await page.unroute("**/api/tasks");
  await page.clock.resume();
  await tasks.expectSaved(() => failed.getByRole("button", { name: "Try again" }).click());
  await expect(tasks.row("Refused")).toBeVisible();
});

test("Better Auth's token endpoint may fail for a moment", async ({ ada, watch }) => {
  watch.expectFailures(/^\/api\/auth\/token$/, 502);
  const { page, tasks } = ada;
  await page.route("**/api/auth/token", (route) => route.fulfill({ status: 502 }), { times: 2 });
  await ada.api.create("Water the plants");
  await tasks.open();
  await tasks.expectTitles(["Water the plants"]);
});
