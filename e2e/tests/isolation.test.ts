import { expect, test } from "../fixtures/test.ts";

test("two people see only their own tasks", async ({ signUp }) => {
  const ada = await signUp("Ada Lovelace");
  const grace = await signUp("Grace Hopper");
  await ada.tasks.open();
  await grace.tasks.open();
  await ada.tasks.expectSaved(() => ada.tasks.add("Write the notes"));
  await grace.tasks.expectSaved(() => grace.tasks.add("Find the moth"));

  await ada.page.reload();
  await grace.page.reload();
  await ada.tasks.expectTitles(["Write the notes"]);
  await grace.tasks.expectTitles(["Find the moth"]);

  await grace.tasks.search.fill("notes");
  await expect(grace.page.getByText("Nothing found")).toBeVisible();
  for (const show of ["done", "all"] as const) {
    await grace.tasks.open(show);
    await expect(grace.page.getByText("Write the notes")).toHaveCount(0);
  }
});

test("another person's task is refused on every way to it, and stays as it is", async ({
  signUp,
}) => {
  const ada = await signUp("Ada Lovelace");
  const grace = await signUp("Grace Hopper");
  const task = await ada.api.create("Write the notes", "in **private**");

  const title = { title: "mine now" };
  const ways = [
    ["GET", `/api/tasks/${task.id}`],
    ["PUT", `/api/tasks/${task.id}`, { ...title, description: null, completed: true }],
    ["PATCH", `/api/tasks/${task.id}`, title],
    ["PATCH", `/api/tasks/${task.id}/complete`, { completed: true }],
    ["DELETE", `/api/tasks/${task.id}`],
    ["POST", `/api/tasks/${task.id}/restore`],
    ["POST", "/api/tasks", { ...title, id: task.id }],
    ["GET", `/api/users/me/tasks/${task.id}`],
  ] as const;
  for (const [method, path, body] of ways) {
    const answer = await grace.api.fetch(path, { method, body });
    expect(`${method} ${path}: ${answer.status}`).toBe(`${method} ${path}: 403`);
    expect(await answer.text()).not.toContain("Write the notes");
  }

  // Whether such a task exists or not, the answer is the same.
  const missing = task.id.replace(/.{4}$/, (end) => (end === "0000" ? "1111" : "0000"));
  expect((await grace.api.fetch(`/api/tasks/${missing}`)).status).toBe(403);
  expect(await ada.api.list()).toEqual([expect.objectContaining({ ...task })]);
  expect(await grace.api.list()).toEqual([]);
});

test("a link to another person's task leads to the access-denied page", async ({
  signUp,
  watch,
}) => {
  watch.expectFailures(/^\/api\/tasks\//, 403);
  const ada = await signUp("Ada Lovelace");
  const grace = await signUp("Grace Hopper");
  const task = await ada.api.create("Write the notes");

  await grace.page.goto(`/tasks/${task.id}`);
  await expect(
    grace.page.getByRole("heading", { level: 1, name: "You have no access to this" }),
  ).toBeVisible();
  await expect(grace.page.getByText(grace.person.email).last()).toBeVisible();
  await expect(grace.page.getByText("Write the notes")).toHaveCount(0);
  await grace.page.getByRole("button", { name: "Go to your tasks" }).click();
  await grace.tasks.expectOpen();

  await ada.page.goto(`/tasks/${task.id}`);
  await expect(ada.page.getByRole("heading", { level: 1, name: "Write the notes" })).toBeVisible();
});

test("nobody gets anything without a token of this Taskward", async ({ ada, taskward }) => {
  await ada.api.create("Write the notes");
  for (const headers of [{}, { authorization: "Bearer not.a.token" }]) {
    const answer = await fetch(`${taskward.url}/api/tasks`, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain('Bearer realm="taskward"');
  }
  // The session's cookies alone open nothing.
  const answer = await ada.context.request.get("/api/tasks");
  expect(answer.status()).toBe(401);
});
