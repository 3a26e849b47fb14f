import { expect, test } from "../fixtures/test.ts";

test.beforeEach(({ watch }) => watch.expectFailures(/^\/api\//, "refused"));

test("changes made during a restart are sent when the server is back", async ({
  ada,
  taskward,
}) => {
  const { page, tasks, api } = ada;
  await api.create("Water the plants");
  await api.create("Call the plumber");
  await tasks.open();
  await tasks.expectTitles(["Call the plumber", "Water the plants"]);
  await tasks.expectFetchedAhead();
  await taskward.stopServer();

  await tasks.add("Written meanwhile");
  await tasks.complete("Water the plants");
  await tasks.quickAdd.fill("Half a thou");
  await expect(page.getByText("Taskward cannot be reached.")).toBeVisible();

  await taskward.startServer();
  await expect
    .poll(async () => (await api.list()).map(({ title, completed }) => `${title}: ${completed}`), {
      timeout: 30_000,
    })
    .toEqual(
      expect.arrayContaining([
        "Written meanwhile: false",
        "Water the plants: true",
        "Call the plumber: false",
      ]),
    );
  await expect(page.getByText("Taskward cannot be reached.")).toBeHidden();
  await expect(tasks.quickAdd).toHaveValue("Half a thou");
  await page.reload();
  await tasks.expectTitles(["Written meanwhile", "Call the plumber"]);
  await expect(tasks.quickAdd).toHaveValue("Half a thou");
});

test("a change that finds no server for long is rolled back, and says so", async ({
  ada,
  taskward,
}) => {
  const { page, tasks, api } = ada;
  await page.clock.install();
  await api.create("Water the plants");
  await tasks.open();
  await tasks.expectTitles(["Water the plants"]);
  await tasks.expectFetchedAhead();
  await taskward.stopServer();

  await tasks.choose("Water the plants", "Delete");
  await tasks.expectTitles([]);
  const failed = tasks.notice("“Water the plants” was not deleted.");
  await expect(async () => {
    await page.clock.runFor(5_000);
    await expect(failed).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 30_000 });
  await expect(failed).toContainText("Taskward cannot be reached right now.");
  await expect(tasks.row("Water the plants")).toBeVisible();
  await expect(tasks.notice("Deleted: Water the plants")).toHaveCount(0);

  await taskward.startServer();
  await failed.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => api.list()).toEqual([]);
  await tasks.expectTitles([]);
});

test("an edit that could not be saved can be tried again as it was typed", async ({
  ada,
  taskward,
}) => {
  const { page, tasks, api } = ada;
  await page.clock.install();
  const task = await api.create("Water the plants");
  await tasks.open();
  const editor = await tasks.edit("Water the plants");
  await editor.title.fill("Water the ferns");
  await editor.description.fill("not too **much**");
  await tasks.expectFetchedAhead();
  await taskward.stopServer();
  await editor.save();
  await expect(tasks.row("Water the ferns")).toBeVisible();

  const failed = tasks.notice("Your edit of “Water the plants” was not saved.");
  await expect(async () => {
    await page.clock.runFor(5_000);
    await expect(failed).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 30_000 });
  await expect(tasks.row("Water the plants")).toBeVisible();

  await taskward.startServer();
  await failed.getByRole("button", { name: "Try again" }).click();
  await expect
    .poll(() => api.list())
    .toEqual([
      expect.objectContaining({
        id: task.id,
        title: "Water the ferns",
        description: "not too **much**",
      }),
    ]);
});

test("a crash loses nothing that was acknowledged", async ({ ada, taskward }) => {
  const { tasks, api, page } = ada;
  const acknowledged = new Set<string>();
  const writer = async (name: string) => {
    for (let number = 1; ; number += 1) {
      try {
        acknowledged.add((await api.create(`${name} ${number}`)).id);
      } catch {
        return;
      }
    }
  };
  const writers = Promise.all(["red", "green", "blue", "black"].map(writer));
  await expect.poll(() => acknowledged.size).toBeGreaterThan(40);
  await taskward.crashServer();
  await writers;

  await taskward.startServer();
  const kept = new Set((await api.list()).map(({ id }) => id));
  expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
  await tasks.open();
  await expect(tasks.rows.first()).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});
