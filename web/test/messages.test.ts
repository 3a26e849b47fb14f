import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { friendlyDate } from "~/lib/dates.ts";
import type { Catalogue, Message, MessageKey } from "~/lib/i18n/catalogue.ts";
import { de } from "~/lib/i18n/de.ts";
import { en } from "~/lib/i18n/en.ts";
import { fr } from "~/lib/i18n/fr.ts";
import { chooseLanguage, localeFor, preferredLanguage, startLanguage } from "~/lib/i18n/language.ts";
import { format, t } from "~/lib/i18n/t.ts";

const source = join(import.meta.dirname, "../src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/i18n.(?:en|de|fr)\.ts$/.test(name))
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

  describe.each(Object.entries({ en, de, fr }))("%s", (language, catalogue: Catalogue) => {
    const messages = Object.entries<Message>(catalogue);
    const forms = (message: Message): string[] => {
      if (typeof message === "string") return [message];
      const { count: _, ...texts } = message;
      return Object.values(texts);
    };

    it("has no empty message, and no stray spaces", () => {
      for (const text of messages.flatMap(([, message]) => forms(message))) {
        expect(text).toMatch(/^\S(?:.*\S)?$/);
      }
    });

    it("never shouts", () => {
      for (const [, message] of messages) expect(JSON.stringify(message)).not.toContain("!");
    });

    it("has the plural forms that the language needs, with the count in them or not at all", () => {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const [key, message] of messages) {
        if (typeof message === "string") continue;
        expect(Object.keys(message).sort(), key).toEqual(["count", ...needed].sort());
        expect(message.other).toContain(`{${message.count}}`);
      }
    });

    it("fills in what the English message fills in", () => {
      const names = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
      for (const key of Object.keys(en) as MessageKey[]) {
        const english = forms(en[key]).flatMap(names).sort();
        for (const text of forms(catalogue[key])) {
          expect(english, key).toEqual(expect.arrayContaining(names(text)));
        }
        expect(names(forms(catalogue[key]).join()), key).toEqual(names(forms(en[key]).join()));
      }
    });
  });

  it("says things differently in different languages", () => {
    const same = (Object.keys(en) as MessageKey[]).filter(
      (key) => en[key] === de[key] && en[key] === fr[key],
    );
    expect(same).toEqual(["app.name", "app.title"]);
  });
});

describe("the language", () => {
  it("is the first of the browser's that there is a catalogue for", () => {
    expect(preferredLanguage(["de-AT", "en"])).toBe("de");
    expect(preferredLanguage(["nl", "FR-ca", "de"])).toBe("fr");
    expect(preferredLanguage(["ja"])).toBe("en");
    expect(preferredLanguage([])).toBe("en");
  });

  it("writes dates in the reader's own variety of it", () => {
    expect(localeFor("en", ["de-DE", "en-GB", "en-US"])).toBe("en-GB");
    expect(localeFor("fr", ["de-DE"])).toBe("fr");
  });

  it("changes texts, numbers, plurals, dates and the document, and is remembered", async () => {
    try {
      await chooseLanguage("fr");
      expect(t("tasks.search.results", { count: 0 })).toBe("0 tâche trouvée");
      expect(t("tasks.search.results", { count: 12_345 })).toBe("12\u202f345 tâches trouvées");
      expect(t("tasks.search.results", { count: 1_000_000 })).toContain("de tâches");
      expect(friendlyDate("2026-05-03T12:00:00", new Date("2026-08-01T12:00:00"))).toBe("3 mai");
      expect(document.documentElement.lang).toBe("fr");
      await chooseLanguage("de");
      expect(t("change.deleted", { title: "x" })).toBe("Gelöscht: x");
      expect(friendlyDate("2026-05-03T12:00:00", new Date("2026-08-01T12:00:00"))).toBe("3. Mai");
      await startLanguage();
      expect(document.documentElement.lang).toBe("de");
    } finally {
      await chooseLanguage("en");
      localStorage.clear();
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
