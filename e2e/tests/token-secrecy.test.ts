import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

/** A compact JWS: three parts, the first of which begins with `{"`. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

/** Where a token may go. */
const TASK_API = /^\/api\/(tasks|lists|labels)(\/|$)|^\/api\/(changes|events)$/;

// Whoever looks for a fault in production switches this on: still no token in the log.
test.use({ settings: { LOG: "debug" } });

test("the token is in memory only, and goes to the task API only", async ({ ada, taskward }) => {
  const { page, tasks, context } = ada;
  const carriers: string[] = [];
  const requests: string[] = [];
  const tokens = new Set<string>();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("request", (request) => {
    requests.push(
      `${request.url()} ${request.headers().referer ?? ""} ${request.postData() ?? ""}`,
    );
    const { authorization } = request.headers();
    if (authorization !== undefined) {
      carriers.push(new URL(request.url()).pathname);
      tokens.add(authorization.replace("Bearer ", ""));
    }
  });
  await tasks.open();
  await tasks.expectSaved(() => tasks.add("Write the notes"));
  await tasks.search.fill("notes");
  await expect(page.getByText("1 task found").first()).toBeVisible();
  await page.goto("/api/docs#listTasks");
  const form = page.getByRole("form", { name: "GET /api/tasks", exact: true });
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("Write the notes")).toBeVisible();
  const ofTheDescription = await keptBy(page);
  await page.goBack();
  await expect(tasks.row("Write the notes")).toBeVisible();
  const ofTheApplication = await keptBy(page);

  expect(tokens.size).toBeGreaterThan(0);
  for (const kept of [ofTheDescription, ofTheApplication]) {
    expect(JSON.stringify(kept)).not.toMatch(TOKEN);
    expect(kept).toMatchObject({ cookie: "", name: "", databases: [], caches: [], workers: 0 });
  }
  expect(ofTheApplication.globals).not.toEqual([]);

  expect(carriers.length).toBeGreaterThan(0);
  expect(carriers.filter((path) => !TASK_API.test(path))).toEqual([]);
  expect(requests.join("\n")).not.toMatch(TOKEN);
  expect(said.join("\n")).not.toMatch(TOKEN);

  const cookies = await context.cookies();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
    expect(cookie.value).not.toMatch(TOKEN);
  }
  // The services' log never carries a token, what a session's cookie says, a password or a task's text.
  const log = taskward.log.join("\n");
  expect(log).toMatch(/DEBUG/);
  expect(log).not.toMatch(TOKEN);
  const secrets = [ada.person.password, "Write the notes", ...tokens];
  for (const secret of [...secrets, ...cookies.map(({ value }) => value.split(".")[0] ?? "")]) {
    expect(log).not.toContain(secret);
  }
});

test("a token that is refused is not told either", async ({ ada, taskward, watch }) => {
  watch.expectFailures(/^\/api\//, 401, 403, 404, 400);
  const { api, accounts, page } = ada;
  const token = await accounts.token();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  const [head = "", claims = "", signature = ""] = token.split(".");
  const broken = [
    `${head}.${claims}.${signature.slice(0, -4)}AAAA`,
    `${head}.${claims}.`,
    `${token}.${signature}`,
    token.replace(".", ".."),
  ];
  for (const refused of broken) {
    for (const headers of [{ authorization: `Bearer ${refused}` }, { authorization: refused }]) {
      const answer = await fetch(`${taskward.url}/api/tasks`, { headers });
      expect([400, 401]).toContain(answer.status);
      const told = (await answer.text()) + JSON.stringify([...answer.headers]);
      expect(told).not.toContain(claims);
    }
  }
  // Put where it does not belong, a token opens nothing and is written down nowhere.
  for (const path of [
    `/api/tasks?access_token=${token}`,
    `/api/tasks/${token}`,
    `/${token}`,
    `/api/auth/${token}`,
  ]) {
    const answer = await fetch(`${taskward.url}${path}`);
    expect(answer.headers.get("location")).toBe(null);
    expect(answer.status === 200 ? "" : await answer.text()).not.toContain(claims);
  }
  const mistaken = await api.fetch(`/api/tasks?cursor=${token}`);
  expect(mistaken.status).toBe(422);
  expect(await mistaken.text()).not.toContain(claims);
  expect(taskward.log.join("\n")).not.toContain(claims);
  expect(said.join("\n")).not.toContain(claims);
});

/** Everything a page may keep beside its own variables, as text. */
function keptBy(page: Page) {
  return page.evaluate(async () => {
    const globals = Object.getOwnPropertyNames(window).flatMap((name) => {
      try {
        const value = (window as unknown as Record<string, unknown>)[name];
        return value === window ? [] : [`${name}: ${JSON.stringify(value) ?? typeof value}`];
      } catch {
        // What holds itself cannot be written down, and is none of ours.
        return [`${name}`];
      }
    });
    return {
      localStorage: { ...localStorage },
      sessionStorage: { ...sessionStorage },
      cookie: document.cookie,
      name: window.name,
      address: location.href,
      referrer: document.referrer,
      history: history.state as unknown,
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      entries: performance.getEntries().map((entry) => entry.toJSON() as unknown),
      globals,
      html: document.documentElement.outerHTML,
    };
  });
}

test("tokens are signed with the algorithm that was chosen", async ({ ada, algorithm }) => {
  const [header = ""] = (await ada.accounts.token()).split(".");
  const { alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { alg: string };
  expect(alg).toBe(algorithm);
});
