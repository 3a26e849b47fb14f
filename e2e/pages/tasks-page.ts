import { expect, type Locator, type Page, type Request } from "@playwright/test";

type Show = "open" | "done" | "all";

/** As long as Playwright's own `networkidle` waits, which an open stream keeps from coming. */
const QUIET_MILLISECONDS = 500;

/** A list of tasks and what stands around it. */
export class TasksPage {
  readonly page: Page;
  readonly quickAdd: Locator;
  readonly search: Locator;
  readonly grid: Locator;
  /** Those that are drawn: the ones in and near sight, the one with the focus, the one that is open. */
  readonly rows: Locator;
  readonly accountMenu: Locator;
  /** What is being fetched. The stream of events is not: it never ends. */
  readonly #underWay = new Set<Request>();
  #quietSince = 0;

  constructor(page: Page) {
    this.page = page;
    page.on("request", (request) => {
      if (new URL(request.url()).pathname !== "/api/events") this.#underWay.add(request);
    });
    const ended = (request: Request) => {
      this.#underWay.delete(request);
      this.#quietSince = performance.now();
    };
    page.on("requestfinished", ended);
    page.on("requestfailed", ended);
    this.quickAdd = page.getByRole("textbox", { name: "Add a task" });
    this.search = page.getByRole("searchbox", { name: "Search tasks" });
    this.grid = page.getByRole("grid", { name: "Tasks" });
    this.rows = this.grid.getByRole("row");
    this.accountMenu = page.getByRole("button", { name: /^Account and settings/ });
  }

  async open(show: Show = "open"): Promise<void> {
    await this.page.goto(show === "open" ? "/" : `/?show=${show}`);
    await this.expectOpen(show);
  }

  async expectOpen(show: Show = "open"): Promise<void> {
    const name = { open: "Tasks", done: "Done", all: "Everything" }[show];
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  /** Waits until the page has fetched what it may need later: then the server may go away. */
  async expectFetchedAhead(): Promise<void> {
    await expect(() => {
      expect(this.#underWay.size).toBe(0);
      expect(performance.now() - this.#quietSince).toBeGreaterThan(QUIET_MILLISECONDS);
    }).toPass();
  }

  row(title: string): Locator {
    return this.rows.and(this.page.getByRole("row", { name: title, exact: true }));
  }

  /** Titles from top to bottom, once they are these; the page may load anew meanwhile. */
  async expectTitles(titles: readonly string[]): Promise<void> {
    await expect(async () => {
      const shown = await this.rows.evaluateAll((rows) =>
        rows.map((row) => row.getAttribute("aria-label")),
      );
      expect(shown).toEqual(titles);
    }).toPass({ timeout: 10_000 });
  }

  async add(...titles: readonly string[]): Promise<void> {
    for (const title of titles) {
      await this.quickAdd.fill(title);
      await this.quickAdd.press("Enter");
      await expect(this.row(title)).toBeVisible();
    }
  }

  checkbox(title: string): Locator {
    return this.row(title).getByRole("checkbox", { name: /^(Complete|Reopen): / });
  }

  async complete(title: string): Promise<void> {
    await this.row(title)
      .getByRole("checkbox", { name: `Complete: ${title}` })
      .check();
  }

  /** Opens the editor of a task. */
  async edit(title: string): Promise<Editor> {
    await this.row(title).hover();
    await this.row(title)
      .getByRole("button", { name: `Edit: ${title}` })
      .click();
    return new Editor(this.page);
  }

  async openMenu(title: string): Promise<Locator> {
    await this.row(title).hover();
    await this.row(title)
      .getByRole("button", { name: `Actions for: ${title}` })
      .click();
    return this.page.getByRole("menu", { name: `Actions for: ${title}` });
  }

  async choose(title: string, action: string): Promise<void> {
    const menu = await this.openMenu(title);
    await menu.getByRole("menuitem", { name: action }).click();
  }

  /** The list with this name, of a view that has several. */
  group(name: string): Locator {
    return this.page.getByRole("grid", { name, exact: true });
  }

  /** Titles of such a list from top to bottom, once they are these. */
  async expectGroup(name: string, titles: readonly string[]): Promise<void> {
    const rows = this.group(name).getByRole("row");
    await expect(rows).toHaveCount(titles.length);
    for (const [index, title] of titles.entries()) {
      await expect(rows.nth(index)).toHaveAccessibleName(title);
    }
  }

  /** The sheet where a date is chosen. */
  get dates(): Locator {
    return this.page.getByRole("dialog", { name: "Due date" });
  }

  /** The message that says `text`. */
  notice(text: string | RegExp): Locator {
    return this.page.getByRole("alertdialog").filter({ hasText: text });
  }

  async signOut(): Promise<void> {
    await this.accountMenu.click();
    await this.page.getByRole("menuitem", { name: "Sign out" }).click();
  }

  /** Makes a change and waits until the server has confirmed it. */
  async expectSaved(change: () => Promise<void>): Promise<void> {
    const confirmed = this.page.waitForResponse(
      (response) =>
        response.url().includes("/api/tasks") &&
        response.request().method() !== "GET" &&
        response.ok(),
    );
    await change();
    await confirmed;
  }
}

/** The fields of a task that is being edited in its place. */
export class Editor {
  readonly form: Locator;
  readonly title: Locator;
  readonly description: Locator;

  constructor(page: Page) {
    this.form = page.getByRole("form", { name: /^Edit: / });
    this.title = this.form.getByRole("textbox", { name: "Title" });
    this.description = this.form.getByRole("textbox", { name: "Description" });
  }

  async save(): Promise<void> {
    await this.form.getByRole("button", { name: "Save" }).click();
    await expect(this.form).toBeHidden();
  }
}
