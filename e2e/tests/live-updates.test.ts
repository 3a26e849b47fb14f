import type { Page } from "@playwright/test";
import { Accounts } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { TasksPage } from "../pages/tasks-page.ts";

/** Counts the streams that a page opens. */
function countStreams(page: Page): { count: number } {
  const streams = { count: 0 };
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/events") streams.count += 1;
  });
  return streams;
}

test("what is changed in one browser appears in the other within a second", async ({
  ada,
  newBrowser,
  taskward,
}) => {
  const elsewhere = await newBrowser();
  await new Accounts(elsewhere.request, taskward.url).signIn(ada.person);
  const other = new TasksPage(await elsewhere.newPage());
  for (const each of [ada.tasks, other]) {
    await each.open();
    await each.expectTitles([]);
  }
  await ada.tasks.expectSaved(() => ada.tasks.add("Water the plants"));
  await expect(other.row("Water the plants")).toBeVisible({ timeout: 1_000 });

  await other.expectSaved(() => other.add("Buy milk"));
  await ada.tasks.expectTitles(["Buy milk", "Water the plants"]);
  await ada.tasks.expectSaved(() => ada.tasks.complete("Buy milk"));
  await other.expectTitles(["Water the plants"]);
  await other.expectSaved(() => other.choose("Water the plants", "Delete"));
  await expect(ada.tasks.row("Water the plants")).toHaveCount(0);
});

test("tabs share one stream, and another tab goes on when its reader is closed", async ({
  ada,
}) => {
  const { context, tasks, api } = ada;
  const reading = countStreams(tasks.page);
  await tasks.open();
  await tasks.expectTitles([]);
  await expect.poll(() => reading.count).toBe(1);
  const other = new TasksPage(await context.newPage());
  const sharing = countStreams(other.page);
  await other.open();
  await other.expectTitles([]);
  await api.create("Water the plants");
  for (const each of [tasks, other]) await each.expectTitles(["Water the plants"]);
  expect([reading.count, sharing.count]).toEqual([1, 0]);

  await tasks.page.close();
  await expect.poll(() => sharing.count).toBe(1);
  await api.create("Buy milk");
  await other.expectTitles(["Buy milk", "Water the plants"]);
});

test("what was missed while the server was away is caught up on", async ({
  ada,
  taskward,
  watch,
}) => {
  watch.expectFailures(/^\/api\//, "refused");
  const { tasks, api } = ada;
  await tasks.open();
  await api.create("Water the plants");
  await tasks.expectTitles(["Water the plants"]);
  await taskward.stopServer();
  await taskward.startServer();
  await api.create("Buy milk");
  await tasks.expectTitles(["Buy milk", "Water the plants"]);
});
