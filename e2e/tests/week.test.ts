import type { Locator, Page } from "@playwright/test";
import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { expectNoSidewaysScroll } from "../pages/layout.ts";
import { SignInPage } from "../pages/sign-in-page.ts";
import { TasksPage } from "../pages/tasks-page.ts";

const DAY = 24 * 60 * 60 * 1000;

/**
 * A Monday that is still to come, at nine in the morning in Berlin or at ten: what recurs is due after the server's
 * own present, so that nothing has to be caught up with.
 */
const MONDAY = (() => {
  const now = new Date();
  const inWeeks = 28 + ((8 - now.getUTCDay()) % 7);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + inWeeks, 8);
})();

const morning = (day: number) => new Date(MONDAY + day * DAY);

const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

for (const [name, viewport] of Object.entries(SIZES)) {
  test.describe(name, () => {
    test.use({ viewport });

    test("a week in the life", async ({ page }) => {
      test.setTimeout(180_000);
      const week = new Week(page);
      await week.monday();
      await week.tuesday();
      await week.wednesday();
      await week.thursday();
      await week.friday();
      await week.saturday();
      await week.sunday();
      expect(week.steps, "everyday steps").toBeGreaterThanOrEqual(50);
    });
  });
}

/** What somebody does with their tasks from Monday to Sunday, in the pages alone. */
class Week {
  readonly page: Page;
  readonly tasks: TasksPage;
  readonly person = somebody("Ada Lovelace");
  readonly chips: Locator;
  steps = 0;

  constructor(page: Page) {
    this.page = page;
    this.tasks = new TasksPage(page);
    this.chips = page.getByRole("list", { name: "Understood" }).getByRole("button");
  }

  async step(what: string, body: () => Promise<void>): Promise<void> {
    this.steps += 1;
    await test.step(`${this.steps} · ${what}`, body);
  }

  /** Another day: the page is opened again, at the view where one left off. */
  async begin(day: number): Promise<void> {
    await this.page.clock.setFixedTime(morning(day));
    await this.page.reload();
  }

  /** By the navigation, which is behind a button on phones. */
  async goTo(view: string): Promise<void> {
    const link = this.page.getByRole("link", { name: view, exact: true });
    await this.reach(link);
    await link.filter({ visible: true }).first().click();
    await expect(this.page.getByRole("heading", { level: 1, name: view })).toBeVisible();
  }

  /** What stands in the navigation. */
  async reach(place: Locator): Promise<void> {
    const shown = place.filter({ visible: true });
    const more = this.page.getByRole("button", { name: "More", exact: true });
    await expect(shown.or(more.filter({ visible: true })).first()).toBeVisible();
    if ((await shown.count()) === 0) {
      await more.click();
      await expect(shown.first()).toBeVisible();
    }
  }

  async write(text: string, understood: readonly string[]): Promise<void> {
    await this.tasks.quickAdd.fill(text);
    await expect(this.chips).toHaveText([...understood]);
    await this.tasks.expectSaved(() => this.tasks.quickAdd.press("Enter"));
  }

  row(title: string): Locator {
    return this.page.getByRole("row", { name: title, exact: true });
  }

  async tick(title: string): Promise<void> {
    const box = this.page.getByRole("checkbox", { name: `Complete: ${title}` });
    await this.tasks.expectSaved(() => box.click());
  }

  async choose(title: string, action: string): Promise<void> {
    await this.row(title).hover();
    await this.page.getByRole("button", { name: `Actions for: ${title}` }).click();
    const menu = this.page.getByRole("menu", { name: `Actions for: ${title}` });
    await menu.getByRole("menuitem", { name: action }).click();
  }

  async monday(): Promise<void> {
    const { page, tasks, person } = this;
    await page.clock.setFixedTime(morning(0));
    await this.step("sign up", async () => {
      await page.goto("/");
      await page.getByRole("link", { name: "Create an account" }).click();
      await new SignInPage(page, "Create an account").signUp(person);
      await tasks.expectOpen();
    });
    await this.step("write a first task", () => this.write("Buy a notebook", []));
    await this.step("write one with a time and a priority", () =>
      this.write("Call the dentist tomorrow at 9:30 !1", ["Tomorrow, 9:30", "Priority 1"]),
    );
    await this.step("write one for the end of the week", () =>
      this.write("Bake a cake on Saturday", ["Saturday"]),
    );
    await this.step("write one that comes back", () =>
      this.write("Water the ferns every monday and thursday", [
        "Today",
        "Every Monday and Thursday",
      ]),
    );
    await this.step("write one that comes back every day", () =>
      this.write("Stretch every day", ["Today", "Every day"]),
    );
    await this.step("take back what was understood", async () => {
      await tasks.quickAdd.fill("Read the Sunday paper");
      await this.chips.click();
      await expect(this.chips).toHaveCount(0);
      await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
      await expect(this.row("Read the Sunday paper")).toBeVisible();
    });
    await this.step("look at today", async () => {
      await this.goTo("Today");
      await tasks.expectGroup("Today", ["Water the ferns", "Stretch"]);
    });
    await this.step("write something for today", () => this.write("Post the letter", ["Today"]));
    await this.step("tick it off", async () => {
      await this.tick("Post the letter");
      await tasks.expectGroup("Today", ["Water the ferns", "Stretch"]);
    });
    await this.step("tick off what comes back: it goes to its next day", async () => {
      await this.tick("Water the ferns");
      await tasks.expectGroup("Today", ["Stretch"]);
    });
    await this.step("and again", async () => {
      await this.tick("Stretch");
      await expect(page.getByText("Nothing due today")).toBeVisible();
    });
  }

  async tuesday(): Promise<void> {
    const { page, tasks } = this;
    await this.begin(1);
    await this.step("open the page: today's tasks are there", () =>
      tasks.expectGroup("Today", ["Call the dentist", "Stretch"]),
    );
    await this.step("paste a shopping list", async () => {
      await this.goTo("Tasks");
      await tasks.quickAdd.evaluate((input) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", "- Milk\n- Bread tomorrow\n- Salt !2\n");
        const event = new ClipboardEvent("paste", {
          clipboardData,
          bubbles: true,
          cancelable: true,
        });
        input.dispatchEvent(event);
      });
      const dialog = page.getByRole("dialog", { name: "Add 3 tasks?" });
      await dialog.getByRole("button", { name: "Add 3 tasks" }).click();
      for (const title of ["Milk", "Bread", "Salt"]) await expect(this.row(title)).toBeVisible();
    });
    await this.step("find a task by its words", async () => {
      await tasks.search.fill("dent");
      await tasks.expectTitles(["Call the dentist"]);
    });
    await this.step("write down what was said", async () => {
      await this.choose("Call the dentist", "Edit");
      const form = page.getByRole("form", { name: /^Edit: / });
      await form.getByRole("textbox", { name: "Description" }).fill("Ask for **Thursday**");
      await tasks.expectSaved(() => form.getByRole("button", { name: "Save" }).click());
      await expect(this.row("Call the dentist")).toContainText("Ask for Thursday");
    });
    await this.step("tick it off", async () => {
      await this.tick("Call the dentist");
      await tasks.expectTitles([]);
    });
    await this.step("see all tasks again", async () => {
      await tasks.search.fill("");
      await expect(this.row("Milk")).toBeVisible();
    });
    await this.step("delete one by mistake", async () => {
      await tasks.expectSaved(() => this.choose("Milk", "Delete"));
      await expect(this.row("Milk")).toHaveCount(0);
    });
    await this.step("and take that back", async () => {
      const notice = tasks.notice("Deleted: Milk");
      await tasks.expectSaved(() => notice.getByRole("button", { name: "Undo" }).click());
      await expect(this.row("Milk")).toBeVisible();
    });
    await this.step("leave the exercise for once", async () => {
      await this.goTo("Today");
      await tasks.expectGroup("Today", ["Stretch"]);
    });
  }

  async wednesday(): Promise<void> {
    const { page, tasks } = this;
    await this.begin(2);
    await this.step("see what was left", async () => {
      await tasks.expectGroup("Overdue", ["Stretch"]);
      await tasks.expectGroup("Today", ["Bread"]);
    });
    await this.step("move all to today", async () => {
      await tasks.expectSaved(() =>
        page.getByRole("button", { name: "Move all to today" }).click(),
      );
      await tasks.expectGroup("Today", ["Stretch", "Bread"]);
    });
    await this.step("tick off the bread", () => this.tick("Bread"));
    await this.step("tick off the exercise", async () => {
      await this.tick("Stretch");
      await expect(page.getByText("Nothing due today")).toBeVisible();
    });
    await this.step("look ahead", async () => {
      await this.goTo("Upcoming");
      await tasks.expectGroup("Tomorrow", ["Water the ferns", "Stretch"]);
      await tasks.expectGroup("Saturday", ["Bake a cake"]);
    });
    await this.step("put the cake off by a day", async () => {
      await this.choose("Bake a cake", "Due date");
      const sunday = tasks.dates.getByRole("button", { name: longDay(6) });
      await tasks.expectSaved(() => sunday.click());
      await tasks.expectGroup("Sunday", ["Bake a cake"]);
    });
    await this.step("and back", async () => {
      await tasks.expectSaved(() => page.keyboard.press("z"));
      await tasks.expectGroup("Saturday", ["Bake a cake"]);
    });
    await this.step("and once more, after all", async () => {
      await tasks.expectSaved(() => page.keyboard.press("Shift+Z"));
      await tasks.expectGroup("Sunday", ["Bake a cake"]);
    });
  }

  async thursday(): Promise<void> {
    const { page, tasks } = this;
    await this.begin(3);
    await this.step("go to today by keys", async () => {
      await page.keyboard.press("g");
      await page.keyboard.press("t");
      await tasks.expectGroup("Today", ["Water the ferns", "Stretch"]);
    });
    await this.step("go through the list by keys", async () => {
      await page.keyboard.press("j");
      await expect(this.row("Water the ferns")).toBeFocused();
    });
    await this.step("tick off by a key", async () => {
      await tasks.expectSaved(() => page.keyboard.press("x"));
      await tasks.expectGroup("Today", ["Stretch"]);
    });
    await this.step("that was too early: take it back", async () => {
      await tasks.expectSaved(() => page.keyboard.press("z"));
      await tasks.expectGroup("Today", ["Water the ferns", "Stretch"]);
    });
    await this.step("water them", async () => {
      await this.tick("Water the ferns");
      await tasks.expectGroup("Today", ["Stretch"]);
    });
    await this.step("look up why it is due when it is", async () => {
      await this.goTo("Upcoming");
      await this.choose("Water the ferns", "Why this date?");
      const sheet = page.getByRole("dialog", { name: "Why this date?" });
      await expect(sheet.getByText("Every Monday and Thursday")).toBeVisible();
      await expect(sheet.getByRole("list").first().getByRole("listitem")).toHaveCount(5);
      await page.keyboard.press("Escape");
      await expect(sheet).toHaveCount(0);
    });
    await this.step("give the salt a day, by keys", async () => {
      await this.goTo("Tasks");
      await this.row("Salt").focus();
      await page.keyboard.press("d");
      await tasks.expectSaved(() =>
        tasks.dates.getByRole("button", { name: /^Tomorrow / }).click(),
      );
      await expect(this.row("Salt")).toContainText("Tomorrow");
    });
    await this.step("make the milk urgent", async () => {
      await this.choose("Milk", "Priority");
      const first = page.getByRole("menuitemradio", { name: "Priority 1" });
      await tasks.expectSaved(() => first.click());
    });
    await this.step("sort by priority", async () => {
      await this.sort("By priority");
      await expect(tasks.rows.first()).toHaveAccessibleName("Milk");
    });
    await this.step("and by date again", async () => {
      await this.sort("By date");
      await expect(tasks.rows.first()).toHaveAccessibleName("Stretch");
    });
  }

  async friday(): Promise<void> {
    const { page, tasks, person } = this;
    await this.begin(4);
    await this.step("sign out", async () => {
      await this.reach(tasks.accountMenu);
      await tasks.signOut();
      await expect(page).toHaveURL("/sign-in");
    });
    await this.step("sign in: all is there", async () => {
      await new SignInPage(page).signIn(person);
      await expect(this.row("Salt")).toBeVisible();
    });
    await this.step("read the tasks on another device", async () => {
      const other = await page.context().newPage();
      await other.clock.setFixedTime(morning(4));
      await other.goto("/today");
      const there = new TasksPage(other);
      await there.expectGroup("Overdue", ["Stretch"]);
      await there.expectGroup("Today", ["Salt"]);
      await there.expectSaved(() =>
        other.getByRole("checkbox", { name: "Complete: Salt" }).click(),
      );
      await other.close();
    });
    await this.step("see here what was done there", async () => {
      await expect(this.row("Salt")).toHaveCount(0);
    });
    await this.step("let a plan come back every month", async () => {
      await tasks.quickAdd.fill("Pay the rent every month on the 1st");
      await expect(this.chips.last()).toHaveText("Every month on the 1st");
      await tasks.expectSaved(() => tasks.quickAdd.press("Enter"));
      await expect(this.row("Pay the rent")).toContainText("Every month on the 1st");
    });
    await this.step("it does not, after all", async () => {
      await this.choose("Pay the rent", "Repeat");
      const none = page.getByRole("menuitemradio", { name: "Does not repeat" });
      await tasks.expectSaved(() => none.click());
      await expect(this.row("Pay the rent")).not.toContainText("Every month");
    });
  }

  async saturday(): Promise<void> {
    const { page, tasks } = this;
    await this.begin(5);
    await this.step("look at what is done", async () => {
      await this.goTo("Done");
      for (const title of ["Salt", "Bread", "Call the dentist", "Post the letter"]) {
        await expect(this.row(title)).toBeVisible();
      }
    });
    await this.step("one of them is not", async () => {
      const box = page.getByRole("checkbox", { name: "Reopen: Bread" });
      await tasks.expectSaved(() => box.click());
      await expect(this.row("Bread")).toHaveCount(0);
    });
    await this.step("find it again", async () => {
      await this.goTo("Today");
      await expect(tasks.group("Overdue").getByRole("row", { name: "Bread" })).toBeVisible();
    });
    await this.step("buy it", () => this.tick("Bread"));
  }

  async sunday(): Promise<void> {
    const { page, tasks } = this;
    await this.begin(6);
    await this.step("bake the cake", async () => {
      await expect(tasks.group("Today").getByRole("row", { name: "Bake a cake" })).toBeVisible();
      await this.tick("Bake a cake");
    });
    await this.step("choose a dark evening", async () => {
      await this.reach(tasks.accountMenu);
      await tasks.accountMenu.click();
      await page.getByRole("menuitemradio", { name: "Dark" }).click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      // Where the navigation is a drawer, it is still open.
      const close = page.getByRole("button", { name: "Close menu" });
      if (await close.isVisible()) await close.click();
      await expect(close).toBeHidden();
    });
    await this.step("nothing stands out of the page", () => expectNoSidewaysScroll(page));
    await this.step("look ahead to Monday", async () => {
      await this.goTo("Upcoming");
      await expect(
        tasks.group("Tomorrow").getByRole("row", { name: "Water the ferns" }),
      ).toBeVisible();
    });
  }

  async sort(by: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Sort/ }).click();
    await this.page.getByRole("menuitemradio", { name: by }).click();
    await expect(this.page.getByRole("menu")).toHaveCount(0);
  }
}

/** As the calendar names it. */
function longDay(day: number): RegExp {
  const words = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return new RegExp(words.format(morning(day)));
}
