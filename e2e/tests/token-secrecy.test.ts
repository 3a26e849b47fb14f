import { expect, test } from "../fixtures/test.ts";

/** A compact JWS: three parts, the first of which begins with `{"`. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

test("the token is in memory only, and goes to the task API only", async ({ ada, taskward }) => {
  const { page, tasks, context } = ada;
  const carriers: string[] = [];
  const addresses: string[] = [];
  page.on("request", (request) => {
    addresses.push(request.url());
    if (request.headers().authorization !== undefined) {
      carriers.push(new URL(request.url()).pathname);
    }
  });
  await tasks.open();
  await tasks.expectSaved(() => tasks.add("Write the notes"));
  await tasks.search.fill("notes");
  await expect(page.getByText("1 task found").first()).toBeVisible();

  const kept = await page.evaluate(async () => ({
    localStorage: { ...localStorage },
    sessionStorage: { ...sessionStorage },
    cookie: document.cookie,
    address: location.href,
    history: history.state as unknown,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    html: document.documentElement.outerHTML,
  }));
  expect(JSON.stringify(kept)).not.toMatch(TOKEN);
  expect(kept).toMatchObject({ cookie: "", databases: [], caches: [] });

  expect(carriers.length).toBeGreaterThan(0);
  expect(carriers.filter((path) => !path.startsWith("/api/tasks"))).toEqual([]);
  expect(addresses.join("\n")).not.toMatch(TOKEN);

  const cookies = await context.cookies();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  }
  // The services' log never carries a token or a task's text.
  const log = taskward.log.join("\n");
  expect(log).not.toMatch(TOKEN);
  expect(log).not.toContain("Write the notes");
});

test("the page may load and run its own files only", async ({ page, taskward }) => {
  const response = await page.goto("/");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
  expect(response?.headers()).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  expect(taskward.url).toMatch(/^http:\/\/localhost:/);
});

test("tokens are signed with the algorithm that was chosen", async ({ ada, algorithm }) => {
  const [header = ""] = (await ada.accounts.token()).split(".");
  const { alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { alg: string };
  expect(alg).toBe(algorithm);
});
