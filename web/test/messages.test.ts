import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Message } from "~/lib/i18n/catalogue.ts";
import { en } from "~/lib/i18n/en.ts";
import { format, t } from "~/lib/i18n/t.ts";

const source = join(import.meta.dirname, "../src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith("i18n/en.ts"))
  .map((name) => readFileSync(join(source, name), "utf8"));

/** Keys as they stand in the source: whole, or with a part that is filled in. */
const used = files.flatMap((text) =>
  [...text.matchAll(/["`]((?:[a-z]+[A-Za-z]*)\.[\w.${}-]+)["`]/g)].map((match) => match[1] ?? ""),
);
const patterns = used.map(
  (key) => new RegExp(`^${key.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, ".+")}$`),
);

describe("the message catalogue", () => {
  it("has no message that nobody shows", () => {
    const idle = Object.keys(en).filter((key) => !patterns.some((pattern) => pattern.test(key)));
    expect(idle).toEqual([]);
  });

  it("has no empty message, and no stray spaces", () => {
    for (const message of Object.values<Message>(en)) {
      const texts = typeof message === "string" ? [message] : [message.one, message.other];
      for (const text of texts) expect(text).toMatch(/^\S(?:.*\S)?$/);
    }
  });

  it("never shouts", () => {
    for (const message of Object.values<Message>(en)) expect(JSON.stringify(message)).not.toContain("!");
  });

  it("has the plural forms that English needs, with the count in them or not at all", () => {
    for (const message of Object.values<Message>(en)) {
      if (typeof message === "string") continue;
      expect(message.one).toBeDefined();
      expect(message.other).toContain(`{${message.count}}`);
    }
  });
});

describe("t", () => {
  it("fills parameters in, once, as text", () => {
    expect(t("change.deleted", { title: "{title} $& <b>" })).toBe("Deleted: {title} $& <b>");
  });

  it("chooses the plural form and writes numbers as the language does", () => {
    expect(t("tasks.search.results", { count: 1 })).toBe("1 task found");
    expect(t("tasks.search.results", { count: 0 })).toBe("0 tasks found");
    expect(t("tasks.search.results", { count: 12345 })).toBe("12,345 tasks found");
  });

  it("uses every category that a catalogue has", () => {
    expect(format({ count: "n", one: "one", other: "other {n}" }, { n: 2 })).toBe("other 2");
  });

  it("is checked by the compiler", () => {
    // Never called: `npm run typecheck` is what fails if one of these lines compiles.
    const wrong = () => [
      // @ts-expect-error a parameter is missing
      t("change.deleted"),
      // @ts-expect-error no such message
      t("no.such.message"),
      // @ts-expect-error no such parameter
      t("change.deleted", { name: "x" }),
    ];
    expect(wrong).toBeTypeOf("function");
  });
});
