import type { Locator, Page } from "@playwright/test";
import HOSTILE_TEXTS from "../fixtures/hostile-texts.json" with { type: "json" };
import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { expectNoSidewaysScroll } from "../pages/layout.ts";
import { SignInPage } from "../pages/sign-in-page.ts";
import { Editor, TasksPage } from "../pages/tasks-page.ts";

/** A title is one line. */
const asTitle = (text: string) => text.replaceAll("\n", " ");

/** So few that a test with all of them ends in time. */
const BATCH = 5;

for (let start = 0; start < HOSTILE_TEXTS.length; start += BATCH) {
  const batch = HOSTILE_TEXTS.slice(start, start + BATCH);
  const names = `${start + 1} to ${start + batch.length}`;

  test(`texts ${names} stay text in a list, its details and its editor`, async ({ ada }) => {
    const { page, tasks, api } = ada;
    for (const { text } of batch) {
      await api.create(asTitle(text), text);
    }
    // The newest comes first.
    const created = await api.list();
    await tasks.open();
    await expect(tasks.rows).toHaveCount(batch.length);

    for (const [index, { title, description }] of created.entries()) {
      const row = tasks.rows.nth(index);
      await expect(row).toHaveAttribute("aria-label", title);
      await row.press("ArrowRight");
      await expect(row.getByText(/^Added /)).toBeVisible();
      await expectHarmless(row);
      for (const link of await row.getByRole("link").all()) {
        await expect(link).toHaveAttribute("href", /^(https?:\/\/|mailto:|tel:)/);
        await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow ugc");
      }
      await row.press("e");
      const editor = new Editor(page);
      await expect(editor.title).toHaveValue(title);
      await expect(editor.description).toHaveValue(description ?? "");
      await expectHarmless(page.locator("body"));
      await editor.title.press("Escape");
      await expect(editor.form).toBeHidden();
    }
  });

  test(`texts ${names} stay text on a page of their own, in a message, in a search and in the browser's title`, async ({
    ada,
  }) => {
    const { page, tasks, api } = ada;
    await tasks.open();
    for (const { text } of batch) {
      const task = await api.create(asTitle(text), text);
      await goWithin(page, `/tasks/${task.id}`);
      const heading = page.getByRole("article").getByRole("heading", { level: 1 });
      await expect(heading).toBeVisible();
      expect(await heading.textContent()).toBe(task.title);
      await expect.poll(() => documentTitle(page)).toBe(`${task.title} · Taskward`);
      await page.getByRole("article").getByRole("checkbox").check();
      const notice = tasks.notice(/^Done: /);
      await expect(notice).toHaveCount(1);
      expect(await notice.textContent()).toContain(`Done: ${task.title}`);
      await expectHarmless(page.locator("body"));
      await notice.getByRole("button", { name: "Close" }).click();
      await expect(notice).toHaveCount(0);

      await goWithin(page, `/?${new URLSearchParams({ q: task.title })}`);
      await expect(tasks.search).toHaveValue(task.title);
      await expect(page.getByText(/^(\d+ tasks? found|Nothing found)$/).first()).toBeVisible();
      await expect.poll(() => documentTitle(page)).toBe(`Search: ${task.title.trim()} · Taskward`);
      await expectHarmless(page.locator("body"));
    }
  });
}

test("the texts are many, and each has a name of its own", () => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(100);
  expect(new Set(HOSTILE_TEXTS.map(({ name }) => name)).size).toBe(HOSTILE_TEXTS.length);
});

test("a name stays text, too", async ({ page }) => {
  const person = { ...somebody(), name: "<img src=x onerror=window.hacked=1>" };
  await page.goto("/sign-up");
  await new SignInPage(page, "Create an account").signUp(person);
  const { accountMenu } = new TasksPage(page);
  await expect(accountMenu).toContainText(person.name);
  await expectHarmless(page.locator("body"));
});

/** As the browser has it: its own getter would fold white space. */
const documentTitle = (page: Page) =>
  page.evaluate(() => document.querySelector("title")?.textContent ?? "");

/** Goes to another view without loading the page anew. */
async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate((address) => {
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
}

/** No element of a hostile text exists, none of its scripts ran, and nothing of the page was replaced. */
async function expectHarmless(part: Locator): Promise<void> {
  const found = await part.evaluate((root) => {
    const elements = [...root.querySelectorAll("*")];
    const foreign =
      "IFRAME FRAME IMG STYLE OBJECT EMBED MATH VIDEO AUDIO SOURCE MARQUEE META BASE TEMPLATE NOSCRIPT X-Y " +
      "IMAGE ANIMATE FOREIGNOBJECT USE";
    const tags = new Set(foreign.split(" "));
    const clobbers = new Set([
      "root",
      "body",
      "hacked",
      "cookie",
      "getElementById",
      "currentScript",
      "__proto__",
    ]);
    const own = (element: Element) =>
      // What index.html holds itself.
      element.id === "root" && element.parentElement === document.body;
    const bad = elements.filter(
      (element) =>
        !own(element) &&
        element.parentElement !== document.body &&
        (tags.has(element.tagName.toUpperCase()) ||
          (element.tagName === "SCRIPT" && !(element as HTMLScriptElement).src) ||
          clobbers.has(element.id) ||
          clobbers.has(element.getAttribute("name") ?? "") ||
          [...element.attributes].some(
            ({ name, value }) =>
              name.startsWith("on") ||
              (name === "style" && value.includes("url(")) ||
              (/^(?:href|src|action|formaction|data)$/.test(name) &&
                !/^(?:https?:|mailto:|tel:|\/(?![/\\])|#)/.test(value)),
          )),
    );
    return {
      bad: bad.map((element) => element.outerHTML),
      hacked: "hacked" in window || "hacked" in Object.prototype,
      base: document.baseURI === location.href,
      document: typeof document.getElementById === "function" && document.body.tagName === "BODY",
    };
  });
  expect(found).toEqual({ bad: [], hacked: false, base: true, document: true });
}

test("long words, long texts and right-to-left titles fit", async ({ ada }) => {
  const { page, tasks, api } = ada;
  const long = "Donaudampfschifffahrtsgesellschaft".repeat(7);
  const arabic = "اتصل بالسباك بخصوص الصنبور";
  await api.create(long, "x".repeat(10_000));
  await api.create("🪴".repeat(255));
  await api.create(arabic, "**مهم** جدا");
  await page.setViewportSize({ width: 320, height: 640 });
  await tasks.open();
  await expect(tasks.rows).toHaveCount(3);
  for (const row of await tasks.rows.all()) {
    await row.press("ArrowRight");
    await expect(row.getByText(/^Added /)).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
  const title = tasks.row(arabic).getByText(arabic, { exact: true });
  expect(await title.evaluate((element) => element.matches(":dir(rtl)"))).toBe(true);
});

test("limits are said before they are broken", async ({ ada }) => {
  const { page, tasks } = ada;
  await tasks.open();
  await tasks.quickAdd.fill("x".repeat(256));
  await expect(tasks.quickAdd).toHaveAccessibleDescription(/One character too many for a title/);
  await expect(page.getByRole("button", { name: "Add task" })).toBeDisabled();
  await tasks.quickAdd.fill(` ${"x".repeat(255)} `);
  await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
  await tasks.expectTitles(["x".repeat(255)]);
});
