import type { BrowserContext, Page } from "@playwright/test";
import { somebody } from "../fixtures/person.ts";
import { Stranger } from "../fixtures/stranger.ts";
import { test as base, expect, type SignedIn } from "../fixtures/test.ts";

/** A page of another site, and one that differs in its port alone and so gets every cookie along. */
const SITES = ["cross-site", "same-site"] as const;

const test = base.extend<{ stranger: Stranger; victim: SignedIn; context: BrowserContext }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
  stranger: async ({}, use) => {
    const stranger = await Stranger.start();
    await use(stranger);
    await stranger.stop();
  },

  // What these pages do ends in errors on purpose, so nobody watches this browser.
  context: async ({ browser, baseURL }, use) => {
    const context = await browser.newContext({ ...(baseURL !== undefined && { baseURL }) });
    await use(context);
    await context.close();
  },

  victim: async ({ signUp, context, page }, use) => {
    const victim = await signUp("Ada Lovelace", context);
    await victim.api.create("Write the notes");
    expect(victim.page).toBe(page);
    await use(victim);
  },
});

const hasSession = async (context: BrowserContext) =>
  (await context.cookies()).some(({ name }) => name.endsWith("session_token"));

for (const site of SITES) {
  test.describe(`a ${site} page`, () => {
    for (const path of ["/", "/sign-in", "/api/docs", "/api/auth/get-session", "/health/live"]) {
      test(`shows nothing of ${path} in a frame`, async ({
        victim: { page },
        stranger,
        taskward,
      }) => {
        const refused = page.waitForEvent("console", (message) =>
          /Refused to (frame|display)|frame-ancestors|X-Frame-Options/i.test(message.text()),
        );
        await page.goto(stranger.serve(`<iframe src="${taskward.url}${path}"></iframe>`, site));
        await refused;
        const framed = () =>
          page
            .mainFrame()
            .childFrames()
            .map((frame) => frame.url());
        await expect.poll(framed).toEqual(["chrome-error://chromewebdata/"]);
      });
    }

    test("keeps no hold of a window that it opened", async ({
      victim: { page },
      stranger,
      taskward,
    }) => {
      const html = `<button onclick="window.opened = window.open('${taskward.url}/')">open</button>`;
      await page.goto(stranger.serve(html, site));
      const another = page.context().waitForEvent("page");
      await page.getByRole("button").click();
      const opened = await another;
      await opened.waitForLoadState();
      // To its opener the window is gone, and the other way round.
      expect(await page.evaluate("opened.closed")).toBe(true);
      expect(await opened.evaluate("opener")).toBe(null);
    });

    test("reads nothing, with or without asking", async ({ victim, stranger, taskward }) => {
      const { page } = victim;
      await page.goto(stranger.serve("", site));
      for (const path of [
        "/api/auth/token",
        "/api/auth/get-session",
        "/api/tasks",
        "/api/openapi.json",
        "/",
      ]) {
        for (const mode of ["cors", "no-cors"] as const) {
          const outcome = await page.evaluate(
            ([url, how]) =>
              fetch(url, { mode: how, credentials: "include" }).then(
                (answer) => `${answer.type} ${answer.status}`,
                (error: Error) => error.name,
              ),
            [taskward.url + path, mode] as const,
          );
          expect(outcome, `${mode} ${path}`).toBe("TypeError");
        }
      }
      for (const tag of ["script", "img", "link rel=stylesheet"]) {
        const outcome = await page.evaluate(
          ([name = "", url = ""]) =>
            new Promise<string>((done) => {
              const [element = "", attribute] = name.split(" ");
              const node = document.createElement(element);
              node.onload = () => done("loaded");
              node.onerror = () => done("refused");
              if (attribute !== undefined) node.setAttribute("rel", "stylesheet");
              node.setAttribute(element === "link" ? "href" : "src", url);
              document.head.append(node);
            }),
          [tag, `${taskward.url}/api/auth/token`],
        );
        expect(outcome, tag).toBe("refused");
      }
    });

    test("signs nobody in as somebody else", async ({
      context,
      page,
      stranger,
      taskward,
      victim,
    }) => {
      await context.clearCookies();
      const { email, password } = victim.person;
      const action = `${taskward.url}/api/auth/sign-in/email`;
      const forms = [
        form(action, "application/x-www-form-urlencoded", { email, password }),
        form(action, "multipart/form-data", { email, password }),
        // A body that is JSON but for the sign that a form puts into it.
        form(action, "text/plain", {
          [`{"email":"${email}","password":"${password}","x":"`]: `"}`,
        }),
      ];
      const headed = forms.map((html) => `<meta name="referrer" content="no-referrer">${html}`);
      for (const html of [...forms, ...headed]) {
        await page.goto(stranger.serve(html, site));
        const answered = page.waitForResponse(action);
        await page.getByRole("button").click();
        expect([403, 415], html).toContain((await answered).status());
        expect(await hasSession(context)).toBe(false);
      }
      await page.goto(stranger.serve("", site));
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"]) {
        for (const mode of ["no-cors", "cors"] as const) {
          await tryFetch(page, action, mode, type, JSON.stringify({ email, password }));
          expect(await hasSession(context), `${mode} ${type}`).toBe(false);
        }
      }
    });

    test("does nothing in the name of who is signed in", async ({
      context,
      page,
      stranger,
      taskward,
      victim,
    }) => {
      for (const deed of ["sign-out", "delete-user", "revoke-sessions"]) {
        const action = `${taskward.url}/api/auth/${deed}`;
        for (const html of [
          form(action, "text/plain", { "{}": "" }),
          form(action, "multipart/form-data", {}),
        ]) {
          await page.goto(stranger.serve(html, site));
          const answered = page.waitForResponse(action);
          await page.getByRole("button").click();
          expect([401, 403, 415], deed).toContain((await answered).status());
        }
        await page.goto(stranger.serve("", site));
        await tryFetch(page, action, "no-cors", "text/plain", "{}");
      }
      expect(await hasSession(context)).toBe(true);
      expect(await victim.accounts.token()).not.toBe("");
      await victim.tasks.open();
      await victim.tasks.expectTitles(["Write the notes"]);
    });
  });
}

test("the session's cookie does not come along from another site", async ({
  victim,
  stranger,
  taskward,
}) => {
  const { page } = victim;
  const address = `${taskward.url}/api/auth/get-session`;
  await page.goto(stranger.serve(`<a href="${address}">go</a>`, "cross-site"));
  const asked = page.waitForRequest(address);
  await page.getByRole("link").click();
  expect(await (await asked).headerValue("cookie")).toBe(null);
  await expect(page.locator("body")).toHaveText("null");

  // By itself the address knows who is there.
  await page.goto(address);
  await expect(page.locator("body")).toContainText(victim.person.email);
});

test("a link from another site still opens the page, signed in", async ({
  victim,
  stranger,
  taskward,
}) => {
  const { page, tasks } = victim;
  await page.goto(stranger.serve(`<a href="${taskward.url}/">go</a>`, "cross-site"));
  await page.getByRole("link").click();
  await tasks.expectTitles(["Write the notes"]);
});

test("a page in a sandbox, whose origin is opaque, signs nobody in", async ({
  context,
  page,
  stranger,
  taskward,
}) => {
  const person = somebody();
  const action = `${taskward.url}/api/auth/sign-up/email`;
  const inner = form(action, "application/x-www-form-urlencoded", { ...person });
  const html = `<iframe sandbox="allow-forms allow-scripts" srcdoc="${inner.replaceAll('"', "&quot;")}"></iframe>`;
  await page.goto(stranger.serve(html, "same-site"));
  const answered = page.waitForResponse(action);
  await page.frameLocator("iframe").getByRole("button").click();
  expect((await answered).status()).toBe(403);
  expect(await hasSession(context)).toBe(false);
});

/** A form that somebody is tricked into sending. */
function form(action: string, type: string, fields: Readonly<Record<string, string>>): string {
  const quoted = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${quoted(name)}" value="${quoted(value)}">`,
  );
  return `<form method="post" action="${action}" enctype="${type}">${inputs.join("")}<button>win</button></form>`;
}

/** Sends a request and waits until it has ended, however. */
function tryFetch(
  page: Page,
  url: string,
  mode: RequestMode,
  type: string,
  body: string,
): Promise<unknown> {
  return page.evaluate(
    ([address, how, contentType, text]) =>
      fetch(address, {
        method: "POST",
        mode: how as "cors",
        credentials: "include",
        headers: { "content-type": contentType },
        body: text,
      }).then(
        (answer) => answer.type,
        (error: Error) => error.name,
      ),
    [url, mode, type, body] as const,
  );
}
