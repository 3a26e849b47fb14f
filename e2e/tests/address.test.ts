import { expect, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";

test("a page opened under 127.0.0.1 leads to localhost", async ({ page, taskward }) => {
  await page.goto(`http://127.0.0.1:${taskward.port}/sign-up?next=%2F%3Fshow%3Ddone`);
  await expect(page).toHaveURL(`${taskward.url}/sign-up?next=%2F%3Fshow%3Ddone`);
  await new SignInPage(page, "Create an account").expectOpen();
});

const WAYS_OUT = [
  "https://example.org/",
  "//example.org/",
  "/\\example.org",
  "/\t/example.org",
  "/.//example.org",
  "/..//example.org/%2e%2e",
  "javascript:window.hacked=1",
  "data:text/html,x",
];

for (const path of ["/sign-in", "/sign-up"]) {
  test(`${path} leads nobody who is signed in away`, async ({ ada, taskward }) => {
    const { page, tasks } = ada;
    for (const next of WAYS_OUT) {
      await page.goto(`${path}?${new URLSearchParams({ next })}`);
      await tasks.expectOpen();
      expect(page.url()).toBe(`${taskward.url}/`);
    }
  });
}

test("an address with nonsense in it falls back to the usual", async ({ ada }) => {
  const { page, tasks } = ada;
  await page.goto("/?show=everything&sort=sideways&q=%00");
  await tasks.expectOpen();
  await page.goto("/?show[]=done&q[a]=b");
  await tasks.expectOpen();
});

test("a page that does not exist says so", async ({ ada }) => {
  const { page, tasks } = ada;
  await page.goto("/no/such/page");
  await expect(
    page.getByRole("heading", { level: 1, name: "This page does not exist" }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Go to your tasks" }).click();
  await tasks.expectOpen();
});

test("a task that is gone says so", async ({ ada, watch }) => {
  watch.expectFailures(/^\/api\/tasks\//, 404);
  const { page, api } = ada;
  const task = await api.create("Gone soon");
  await api.fetch(`/api/tasks/${task.id}`, { method: "DELETE" });
  for (const id of [task.id, "not-an-id"]) {
    await page.goto(`/tasks/${id}`);
    await expect(
      page.getByRole("heading", { level: 1, name: "This task is not here" }),
    ).toBeVisible();
  }
});
