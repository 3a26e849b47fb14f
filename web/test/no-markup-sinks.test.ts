import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Ways in which a text becomes markup or a program. Texts become React elements here, or nothing. */
const SINKS =
  /\b(?:inner|outer)HTML\b|\bdangerouslySetInnerHTML\b|\binsertAdjacentHTML\b|\bset(?:HTMLUnsafe|HTML)\b|\bparseHTMLUnsafe\b|\bdocument\s*\.\s*write(?:ln)?\b|\bcreateContextualFragment\b|\bDOMParser\b|\bsrcdoc\b|\beval\s*\(|\bnew\s+Function\b|\bset(?:Timeout|Interval)\s*\(\s*["'`]|\bcreatePolicy\b|\brehype-?raw\b/i;

const root = join(import.meta.dirname, "..");
const sources = ["src", "index.html", "api-docs/index.html"].flatMap((name) =>
  name.endsWith(".html")
    ? [name]
    : readdirSync(join(root, name), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.(?:tsx?|js|html)$/.test(file))
        .map((file) => join(name, file)),
);

describe("the sources", () => {
  it("are found", () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it.each(sources)("%s turns no text into markup or a program", (file) => {
    expect(SINKS.exec(readFileSync(join(root, file), "utf8"))?.[0]).toBeUndefined();
  });

  it.each(["index.html", "api-docs/index.html"])("%s has no inline script, style or handler", (file) => {
    const html = readFileSync(join(root, file), "utf8");
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
  });
});

describe("the search for sinks", () => {
  it.each([
    "node.innerHTML = text",
    "<p dangerouslySetInnerHTML={{ __html: text }} />",
    'node.insertAdjacentHTML("beforeend", text)',
    "document.write(text)",
    "eval(text)",
    "new Function(text)",
    'setTimeout("alert(1)", 0)',
    "range.createContextualFragment(text)",
    'trustedTypes.createPolicy("mine", {})',
    "<iframe srcDoc={text} />",
  ])("finds %s", (code) => {
    expect(code).toMatch(SINKS);
  });
});
