import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

const PAGES = ["/sign-in", "/api/docs"];

test("every page carries the one policy, without an exception", async ({ page }) => {
  const policies = new Set<string | undefined>();
  for (const path of [...PAGES, "/", "/tasks/x", "/no/such/page"]) {
    policies.add((await page.goto(path))?.headers()["content-security-policy"]);
  }
  expect(policies.size).toBe(1);
  const [policy = ""] = [...policies];
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]) {
    expect(policy.split(/; ?/)).toContain(part);
  }
  expect(policy).not.toMatch(/unsafe|data:|blob:|https?:|\*/);
});

/** What a script that got in would try; each says whether it worked. */
const BREACHES: ReadonlyArray<readonly [what: string, directive: RegExp, attempt: () => unknown]> =
  [
    ["innerHTML", /trusted-types/, () => (document.body.innerHTML = "<b>x</b>")],
    ["outerHTML", /trusted-types/, () => (document.body.outerHTML = "<b>x</b>")],
    [
      "insertAdjacentHTML",
      /trusted-types/,
      () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
    ],
    ["document.write", /trusted-types/, () => document.write("<b>x</b>")],
    ["DOMParser", /trusted-types/, () => new DOMParser().parseFromString("<b>x</b>", "text/html")],
    ["srcdoc", /trusted-types/, () => (document.createElement("iframe").srcdoc = "<b>x</b>")],
    ["a script's text", /trusted-types/, () => (document.createElement("script").text = "1")],
    ["a script's address", /trusted-types/, () => (document.createElement("script").src = "/x.js")],
    [
      "a policy of one's own",
      /trusted-types/,
      () => {
        const { trustedTypes } = window as unknown as {
          trustedTypes: { createPolicy: (name: string, rules: object) => unknown };
        };
        trustedTypes.createPolicy("default", { createHTML: (text: string) => text });
      },
    ],
    ["eval", /script-src|trusted-types/, () => new Function("return 1")()],
    ["a timer's text", /script-src|trusted-types/, () => setTimeout("window.hacked = 1" as never)],
    ["a worker", /worker-src|trusted-types/, () => new Worker("data:text/javascript,1")],
  ];

for (const path of PAGES) {
  test(`a script that got into ${path} can make no markup and no program`, async ({
    page,
    watch,
  }) => {
    const violations = watch.expectViolations();
    await page.goto(path);
    for (const [what, directive, attempt] of BREACHES) {
      const before = violations.length;
      expect(await outcomeOf(page, attempt), what).toBe("refused");
      await expect
        .poll(() => violations.slice(before).join(), { message: what })
        .toMatch(directive);
    }
  });

  test(`what got into ${path} without a script loads nothing and sends nothing away`, async ({
    page,
    watch,
  }) => {
    const violations = watch.expectViolations();
    await page.goto(path);
    // Built from nodes, since markup is refused already.
    await page.evaluate(() => {
      const add = (tag: string, attributes: Record<string, string>, text = "") => {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        element.append(text);
        document.body.append(element);
        return element;
      };
      add("style", {}, "body { display: none }");
      add("b", { style: "color: red" });
      add("img", { src: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" });
      add("link", { rel: "stylesheet", href: "data:text/css,body{display:none}" });
      add("iframe", { src: "/sign-in" });
      add("base", { href: "/elsewhere/" });
      void fetch("data:text/plain,x").catch(() => {});
    });
    for (const directive of [
      "style-src-elem",
      "style-src-attr",
      "img-src",
      "frame-src",
      "base-uri",
      "connect-src",
    ]) {
      await expect.poll(() => violations, { message: directive }).toContain(directive);
    }
    await expect(page.locator("body")).toBeVisible();
    expect(await page.evaluate(() => document.baseURI === location.href)).toBe(true);
    await page.evaluate(() => {
      const form = document.createElement("form");
      form.action = "https://example.org/";
      document.body.append(form);
      form.submit();
    });
    await expect.poll(() => violations).toContain("form-action");
  });
}

/** Runs as the page's own code would: in the debugger's own turn, more is allowed. */
function outcomeOf(page: Page, attempt: () => unknown): Promise<string> {
  return page.evaluate(
    `new Promise((done) => setTimeout(() => {
      try { (${attempt})(); done("done"); } catch { done("refused"); }
    }))`,
  );
}
