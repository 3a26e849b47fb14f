import { expect, test } from "../fixtures/test.ts";

test("somebody who is signed in tries the API from its description", async ({ ada }) => {
  const { page, person, api } = ada;
  await page.goto("/api/docs");
  await expect(
    page.getByText(`Requests from this page are sent as ${person.email}.`),
  ).toBeVisible();

  await page.getByRole("button", { name: /^POST \/api\/tasks / }).click();
  const form = page.getByRole("form", { name: "POST /api/tasks", exact: true });
  const body = form.getByRole("textbox", { name: "Body, application/json" });
  expect(JSON.parse(await body.inputValue())).toEqual({ title: "text" });
  await body.fill('{"title":"<b>Written</b> from the description"}');
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("status")).toHaveText(/^201 Created after [\d,]+ ms$/);
  await expect(form.getByText('"title": "<b>Written</b> from the description"')).toBeVisible();
  const [task] = await api.list();
  expect(task?.title).toBe("<b>Written</b> from the description");

  // A line to copy, without the token.
  await form.getByText("As a line for the terminal").click();
  await expect(form.getByText("Authorization: Bearer $TOKEN")).toBeVisible();
});

test("the server's refusals are shown as they are", async ({ ada, watch }) => {
  watch.expectFailures(/^\/api\/tasks\//, 404);
  const { page } = ada;
  await page.goto("/api/docs#getTask");
  const form = page.getByRole("form", { name: "GET /api/tasks/{id}", exact: true });
  await form.getByRole("textbox", { name: /^id / }).fill("nonsense");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("status")).toHaveText(/^404 Not Found/);
  await expect(form.getByText("urn:taskward:problem:not-found")).toBeVisible();
});

test("another token takes the place of one's own, and is not kept", async ({ ada, watch }) => {
  watch.expectFailures(/^\/api\/tasks$/, 401);
  const { page } = ada;
  await page.goto("/api/docs#listTasks");
  const other = page.getByLabel("Another token");
  await other.fill("not.a.token");
  const form = page.getByRole("form", { name: "GET /api/tasks", exact: true });
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("status")).toHaveText(/^401 Unauthorized/);
  await page.reload();
  await expect(other).toHaveValue("");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("status")).toHaveText(/^200 OK/);
});

test("who is not signed in reads the description and is led to sign in and back", async ({
  ada,
  newBrowser,
  watch,
}) => {
  watch.expectFailures(/^\/api\/(tasks|auth\/token)$/, 401);
  const page = await (await newBrowser()).newPage();
  await page.goto("/api/docs#listTasks");
  await expect(page.getByText("Nobody is signed in here")).toBeVisible();
  const form = page.getByRole("form", { name: "GET /api/tasks", exact: true });
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("status")).toHaveText(/^401 Unauthorized/);

  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail").fill(ada.person.email);
  await page.getByLabel("Password", { exact: true }).fill(ada.person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/api/docs");
  await expect(page.getByText(`sent as ${ada.person.email}`)).toBeVisible();
});

test("a chosen theme holds here, too", async ({ ada }) => {
  const { page } = ada;
  const background = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.goto("/api/docs");
  const light = await background();
  await page.evaluate(() => localStorage.setItem("taskward.theme", "dark"));
  await page.reload();
  expect(await background()).not.toBe(light);
});
