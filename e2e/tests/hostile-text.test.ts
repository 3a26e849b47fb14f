import type { Locator } from "@playwright/test";
import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { expectNoSidewaysScroll } from "../pages/layout.ts";
import { SignInPage } from "../pages/sign-in-page.ts";
import { TasksPage } from "../pages/tasks-page.ts";

/** Texts that ran a script on some page or other. Each would leave a trace in `window.hacked`. */
const PAYLOADS = [
  "<script>window.hacked=1</script>",
  "<img src=x onerror=window.hacked=2>",
  "<svg onload=window.hacked=3>",
  '"><svg/onload=window.hacked=4>',
  "<iframe srcdoc='<script>parent.hacked=5</script>'></iframe>",
  "<details open ontoggle=window.hacked=6>x</details>",
  "<math><mtext></table><mglyph><style><img src onerror=window.hacked=7>",
  "<a href=javascript:window.hacked=8>link</a>",
  "[link](javascript:window.hacked=9)",
  "[link](JaVaScRiPt&colon;window.hacked=10)",
  "[link](data:text/html;base64,PHNjcmlwdD5vcGVuZXIuaGFja2VkPTExPC9zY3JpcHQ+)",
  '![x](x"onerror="window.hacked=12)',
  "[x]: javascript:window.hacked=13\n\n[x]",
  "<javascript:window.hacked=14>",
  "`<script>window.hacked=15</script>`",
  "```html\n<script>window.hacked=16</script>\n```",
  "<form action=javascript:window.hacked=17><button>go</button></form>",
  "<input autofocus onfocus=window.hacked=18>",
  "{{constructor.constructor('window.hacked=19')()}}",
  "\u202e<script>window.hacked=20</script>",
  "<style>@import 'https://example.org/x.css'</style>",
  "![pixel](https://example.org/pixel.png)",
];

const EVENT_HANDLERS = ["onerror", "onload", "onfocus", "ontoggle", "onclick"];

test("whatever somebody writes stays text", async ({ ada }) => {
  const { page, tasks, api } = ada;
  for (const payload of PAYLOADS) {
    await api.create(payload.replaceAll("\n", " "), payload);
  }
  await tasks.open();
  await expect(tasks.rows).toHaveCount(PAYLOADS.length);

  for (const row of await tasks.rows.all()) {
    await row.press("ArrowRight");
    await expect(row.getByText(/^Added /)).toBeVisible();
    await expectHarmless(row);
    for (const link of await row.getByRole("link").all()) {
      await expect(link).toHaveAttribute("href", /^(https?|mailto|tel):/);
      await expect(link).toHaveAttribute("rel", /noopener/);
    }
  }

  const first = PAYLOADS[0] ?? "";
  await tasks.search.fill(first);
  await expect(tasks.row(first)).toBeVisible();
  await page.goto(`/?q=${encodeURIComponent("<img src=x onerror=window.hacked=30>zz")}`);
  await expect(page.getByText("No task here says “<img src=x")).toBeVisible();
  await expectHarmless(page.locator("body"));
  await page.goto("/");
  await tasks.complete(first);
  await expect(tasks.notice(`Done: ${first}`)).toBeVisible();
  await expectHarmless(page.locator("body"));
});

test("a name stays text, too", async ({ page }) => {
  const person = { ...somebody(), name: "<img src=x onerror=window.hacked=40>" };
  await page.goto("/sign-up");
  await new SignInPage(page, "Create an account").signUp(person);
  const { accountMenu } = new TasksPage(page);
  await expect(accountMenu).toContainText(person.name);
  await expectHarmless(page.locator("body"));
});

/** No element of a payload exists, and none of its scripts ran. */
async function expectHarmless(part: Locator): Promise<void> {
  const found = await part.evaluate((root, handlers) => {
    const bad = [...root.querySelectorAll("*")].filter(
      (element) =>
        ["IFRAME", "IMG", "STYLE", "OBJECT", "EMBED", "MATH"].includes(element.tagName) ||
        (element.tagName === "SCRIPT" && !(element as HTMLScriptElement).src) ||
        handlers.some((name) => element.hasAttribute(name)),
    );
    return { bad: bad.map((element) => element.outerHTML), hacked: "hacked" in window };
  }, EVENT_HANDLERS);
  expect(found).toEqual({ bad: [], hacked: false });
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
