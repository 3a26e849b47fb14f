import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import TaskNotes from "~/features/tasks/task-notes.tsx";

afterEach(cleanup);

function shown(text: string): HTMLElement {
  return render(<TaskNotes text={text} />).container;
}

describe("TaskNotes", () => {
  it("shows Markdown", () => {
    const notes = shown("**bold** and\n\n- one\n- two\n\n1. first\n\n~~old~~");
    expect(notes.querySelector("strong")?.textContent).toBe("bold");
    expect(notes.querySelectorAll("ul li")).toHaveLength(2);
    expect(notes.querySelector("del")?.textContent).toBe("old");
  });

  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=https://example.com></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>body{display:none}</style>",
    '<math><mi xlink:href="data:x,<script>alert(1)</script>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "<details open ontoggle=alert(1)>",
  ])("keeps HTML as text: %s", (html) => {
    const notes = shown(`before ${html} after\n\n${html}`);
    expect(
      notes.querySelector(
        "script, img, svg, iframe, style, math, details, form, object, embed, a:not([href^=http])",
      ),
    ).toBeNull();
    for (const element of notes.querySelectorAll("*")) {
      expect(element.getAttributeNames().filter((name) => name.startsWith("on"))).toEqual([]);
    }
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.com/1)",
    "[x](/api/auth/sign-out)",
    "[x](//example.com)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
  ])("links nowhere unsafe: %s", (markdown) => {
    expect(shown(markdown).querySelector("a")).toBeNull();
  });

  it.each([
    ["[x](https://example.com/a?b=c)", "https://example.com/a?b=c"],
    ["https://example.com", "https://example.com"],
    ["[x](mailto:mira@example.com)", "mailto:mira@example.com"],
  ])("opens links elsewhere, without a trace: %s", (markdown, address) => {
    const link = shown(markdown).querySelector("a");
    expect(link?.getAttribute("href")).toBe(address);
    expect(link?.target).toBe("_blank");
    expect(link?.rel.split(" ")).toEqual(expect.arrayContaining(["noopener", "noreferrer"]));
  });

  it("loads no image, and links to it instead", () => {
    const notes = shown("![a cat](https://example.com/cat.png)");
    expect(notes.querySelector("img")).toBeNull();
    expect(notes.querySelector("a")?.textContent).toBe("Image: a cat");
  });

  it("shows a task list without controls", () => {
    const notes = shown("- [x] done\n- [ ] open");
    expect(notes.querySelector("input")).toBeNull();
    expect(notes.textContent).toContain("done:");
  });
});
