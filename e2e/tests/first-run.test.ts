import { expect, test } from "../fixtures/test.ts";

test("somebody without a task is offered three that explain themselves, cleared in one press", async ({
  ada,
}) => {
  const { page, tasks, api } = ada;
  await tasks.open();
  const offer = page.getByRole("button", { name: "Show me with three sample tasks" });
  const samples = [
    "Write a task with its day: “Call Ada tomorrow at 9”",
    "Move me to another day",
    "Tick me off, and press z to take it back",
  ];

  await test.step("they say how tasks are written", async () => {
    await offer.click();
    await tasks.expectTitles(samples);
    await expect(page.getByText("These came as samples.")).toBeVisible();
    await expect.poll(async () => (await api.list()).length).toBe(3);
  });

  await test.step("and are still known as such when the page is loaded anew", async () => {
    await tasks.add("Buy bread");
    await expect.poll(async () => (await api.list()).length).toBe(4);
    await tasks.open();
    await expect(page.getByText("These came as samples.")).toBeVisible();
  });

  await test.step("one press clears them, ticked ones too, and nothing else", async () => {
    await tasks.expectSaved(() => tasks.complete("Move me to another day"));
    await expect(tasks.row("Move me to another day")).toHaveCount(0);
    await page.getByRole("button", { name: "Clear the samples" }).click();
    await tasks.expectTitles(["Buy bread"]);
    await expect(page.getByText("These came as samples.")).toHaveCount(0);
    await expect
      .poll(async () => (await api.list()).map(({ title }) => title))
      .toEqual(["Buy bread"]);
  });

  await test.step("one undo brings them back", async () => {
    await tasks.notice("Samples cleared").getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await api.list()).length).toBe(4);
  });
});

test("who has done everything is offered no samples", async ({ ada }) => {
  const { page, tasks, api } = ada;
  const { id } = await api.create("Buy bread");
  await api.fetch(`/api/tasks/${id}/complete`, { method: "PATCH", body: { completed: true } });
  const looked = page.waitForResponse(
    (response) =>
      response.url().includes("/api/tasks?") &&
      !response.url().includes("completed") &&
      response.ok(),
  );
  await tasks.open();
  await expect(page.getByText("Nothing left to do")).toBeVisible();
  await looked;
  await expect(page.getByRole("button", { name: /sample/ })).toHaveCount(0);
});
