import { expect } from "@playwright/test";
import type { PageWatch } from "../fixtures/page-watch.ts";
import { type Person, somebody } from "../fixtures/person.ts";
import type { SignedIn } from "../fixtures/test.ts";
import { CommandPalette } from "./command-palette.ts";
import { openSide } from "./layout.ts";
import { LIST_STATES } from "./list-states.ts";
import { SignInPage } from "./sign-in-page.ts";
import { Editor } from "./tasks-page.ts";

/** What a state is made from. */
export interface Stage {
  /** Somebody new who has no task yet and has not opened the page. */
  readonly ada: SignedIn;
  /** Signs somebody else up. */
  readonly grace: () => Promise<SignedIn>;
  readonly watch: PageWatch;
}

/** Every state of the pages that somebody may see, by name, and the way to it. */
export const STATES: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  "sign-in": async ({ ada }) => {
    await ada.accounts.signOut();
    await ada.page.goto("/");
    await new SignInPage(ada.page).expectOpen();
  },

  "sign-in-refused": async ({ ada, watch }) => {
    watch.expectFailures(/^\/api\/auth\/sign-in\/email$/, 401);
    await ada.accounts.signOut();
    await ada.page.goto("/");
    const signIn = new SignInPage(ada.page);
    await signIn.signIn({ ...ada.person, password: "not the password" });
    await expect(signIn.problem).not.toBeEmpty();
  },

  "sign-up": async ({ ada }) => {
    await ada.accounts.signOut();
    await ada.page.goto("/sign-up");
    await new SignInPage(ada.page, "Create an account").expectOpen();
  },

  "sign-up-mistakes": async ({ ada }) => {
    await ada.accounts.signOut();
    await ada.page.goto("/sign-up");
    const signUp = new SignInPage(ada.page, "Create an account");
    const mistaken: Person = { ...somebody(), name: "", email: "ada", password: "short" };
    await signUp.signUp(mistaken);
    await expect(signUp.email).toHaveAccessibleDescription(/does not look like/);
  },

  "tasks-empty": async ({ ada }) => {
    await ada.tasks.open();
    await expect(ada.page.getByText("Nothing left to do")).toBeVisible();
    await expect(ada.page.getByRole("button", { name: /sample tasks/ })).toBeVisible();
  },

  "tasks-samples": async ({ ada }) => {
    await ada.tasks.open();
    await ada.page.getByRole("button", { name: /sample tasks/ }).click();
    await expect(ada.tasks.rows).toHaveCount(3);
    await expect(ada.page.getByText("These came as samples.")).toBeVisible();
  },

  "tasks-loading": async ({ ada }) => {
    await ada.page.route("**/api/tasks?*", () => {});
    await ada.tasks.open();
    await expect(ada.page.getByText("Loading your tasks")).toBeAttached();
  },

  "tasks-full": openTasks,

  "tasks-done": async (stage) => {
    await writeTasks(stage);
    await stage.ada.tasks.open("done");
    await expect(stage.ada.tasks.rows).toHaveCount(2);
  },

  "task-details": async (stage) => {
    await openTasks(stage);
    const row = stage.ada.tasks.row("Plan the week in Lisbon");
    await row.press("ArrowRight");
    await expect(row.getByRole("listitem").first()).toBeVisible();
  },

  "task-editing": async (stage) => {
    await openTasks(stage);
    // By the menu: under a finger there is no other button.
    await stage.ada.tasks.choose("Plan the week in Lisbon", "Edit");
    await expect(new Editor(stage.ada.page).title).toBeFocused();
  },

  "task-menu": async (stage) => {
    await openTasks(stage);
    await expect(await stage.ada.tasks.openMenu("Call the plumber about the tap")).toBeVisible();
  },

  "tasks-dated": async ({ ada }) => {
    await openDatedTasks(ada);
  },

  "due-picker": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.choose("Call Grace across the ocean", "Due date");
    await expect(ada.tasks.dates.getByRole("button", { name: /^Today / })).toBeFocused();
  },

  "start-picker": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.choose("Buy bread", "Edit");
    await new Editor(ada.page).form.getByRole("button", { name: "Start date: No start" }).click();
    const starts = ada.page.getByRole("dialog", { name: "Start date" });
    await expect(starts.getByRole("button", { name: /^Today / })).toBeFocused();
  },

  "priority-menu": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.choose("Buy bread", "Priority");
    await expect(ada.page.getByRole("menuitemradio", { name: "Priority 1" })).toBeVisible();
  },

  "dated-task-details": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.row("Pay the rent").press("ArrowRight");
    await expect(ada.tasks.row("Pay the rent").getByText("Priority 1")).toBeVisible();
  },

  "dated-task-editing": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.choose("Pay the rent", "Edit");
    await expect(new Editor(ada.page).title).toBeFocused();
  },

  "repeating-tasks": async ({ ada }) => {
    await openRepeatingTasks(ada);
  },

  "repeat-menu": async ({ ada }) => {
    await openRepeatingTasks(ada);
    await ada.tasks.choose("Clean the gutters", "Repeat");
    await expect(ada.page.getByRole("menuitemradio", { name: "Does not repeat" })).toBeVisible();
  },

  "repeat-dialog": async ({ ada }) => {
    await openRepeatingTasks(ada);
    await ada.tasks.choose("Water the ferns", "Repeat");
    await ada.page.getByRole("menuitemradio", { name: "Custom…" }).click();
    const dialog = ada.page.getByRole("dialog", { name: "Repeat" });
    await dialog.getByLabel("Ends").selectOption("on a day");
    await expect(dialog.getByText("Choose the last day, not before the first.")).toBeVisible();
  },

  "repeat-dialog-monthly": async ({ ada }) => {
    await openRepeatingTasks(ada);
    await ada.tasks.choose("Meet at the library", "Repeat");
    await ada.page.getByRole("menuitemradio", { name: "Custom…" }).click();
    const dialog = ada.page.getByRole("dialog", { name: "Repeat" });
    await dialog.getByLabel("Ends").selectOption("after so many times");
    await expect(dialog.getByText(/second Wednesday, 10 more times/)).toBeVisible();
  },

  "repeating-task-editing": async ({ ada }) => {
    await openRepeatingTasks(ada);
    await ada.tasks.choose("Meet at the library", "Edit");
    await expect(new Editor(ada.page).title).toBeFocused();
  },

  "repeating-task-why": async ({ ada }) => {
    await openRepeatingTasks(ada);
    await ada.tasks.row("Meet at the library").press("ArrowRight");
    await ada.page.getByRole("button", { name: "Why this date?" }).click();
    const sheet = ada.page.getByRole("dialog", { name: "Why this date?" });
    await expect(sheet.getByRole("list").first().getByRole("listitem")).toHaveCount(5);
  },

  "late-question": async ({ ada }) => {
    await openRepeatingTasks(ada);
    await ada.tasks.checkbox("Clean the gutters").click();
    await expect(ada.page.getByRole("button", { name: /^As planned/ })).toBeFocused();
  },

  today: async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.page.goto("/today");
    await ada.tasks.expectGroup("Overdue", ["Pay the rent"]);
  },

  "today-empty": async ({ ada }) => {
    await ada.page.clock.setFixedTime(A_MORNING);
    await ada.page.goto("/today");
    await expect(ada.page.getByText("Nothing due today")).toBeVisible();
  },

  upcoming: async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.api.create("Pack for Lisbon", undefined, { due: { date: "2026-03-20" } });
    await ada.page.goto("/upcoming");
    await ada.tasks.expectGroup("Friday 20 March", ["Pack for Lisbon"]);
  },

  "upcoming-empty": async ({ ada }) => {
    await ada.page.clock.setFixedTime(A_MORNING);
    await ada.page.goto("/upcoming");
    await expect(ada.page.getByText("Nothing planned")).toBeVisible();
  },

  "quick-add-understood": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.quickAdd.fill("Pay the rent every month on the 1st 9am #home !1 /House");
    await expect(ada.page.getByRole("list", { name: "Understood" })).toBeVisible();
  },

  "paste-dialog": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.quickAdd.evaluate((input) => {
      const clipboardData = new DataTransfer();
      const lines = ["- Milk", "- Bread tomorrow 9am !2", `- ${"a long line ".repeat(9)}`];
      clipboardData.setData("text/plain", [...lines, ...lines, ...lines].join("\n"));
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      input.dispatchEvent(event);
    });
    await expect(ada.page.getByRole("dialog", { name: "Add 9 tasks?" })).toBeVisible();
    await expect(ada.page.getByRole("button", { name: "Add 9 tasks" })).toBeFocused();
  },

  "task-completed": async (stage) => {
    await openTasks(stage);
    await stage.ada.tasks.complete("Call the plumber about the tap");
    await expect(stage.ada.tasks.notice(/^Done: /)).toBeVisible();
    await expect(stage.ada.tasks.row("Call the plumber about the tap")).toHaveCount(0);
  },

  "task-refused": async (stage) => {
    const { ada, watch } = stage;
    watch.expectFailures(/^\/api\/tasks\//, 500);
    await openTasks(stage);
    await ada.page.route("**/api/tasks/*", (route) => route.fulfill({ status: 500 }));
    await ada.tasks.choose("Call the plumber about the tap", "Delete");
    await expect(ada.tasks.notice("was not deleted")).toBeVisible();
  },

  "task-page": async (stage) => {
    await writeTasks(stage);
    const task = (await stage.ada.api.list()).find(({ title }) => title.startsWith("Plan"));
    await stage.ada.page.goto(`/tasks/${task?.id}`);
    await expect(stage.ada.page.getByRole("article").getByRole("listitem").first()).toBeVisible();
  },

  "task-gone": async ({ ada, watch }) => {
    watch.expectFailures(/^\/api\/tasks\//, 404);
    await ada.page.goto("/tasks/gone");
    await expect(ada.page.getByText("This task is not here")).toBeVisible();
  },

  "unusual-texts": async ({ ada }) => {
    await ada.api.create("Donaudampfschifffahrtsgesellschaftskapitän".repeat(4), "x".repeat(400));
    await ada.api.create("اتصل بالسباك بخصوص الصنبور في المطبخ", "**مهم** جدا");
    await ada.api.create(
      "A very long title that says everything there is to say ".repeat(4).trim(),
    );
    await ada.api.create("🪴 🧑‍🌾 👩‍👩‍👧‍👦");
    await ada.tasks.open();
    await expect(ada.tasks.rows).toHaveCount(4);
  },

  "search-nothing-found": async (stage) => {
    await openTasks(stage);
    await stage.ada.tasks.search.fill("unicorn");
    await expect(stage.ada.page.getByText("Nothing found")).toBeVisible();
  },

  "sort-menu": async (stage) => {
    await openTasks(stage);
    await stage.ada.page.getByRole("button", { name: /^Sort/ }).click();
    await expect(stage.ada.page.getByRole("menu", { name: "Sort" })).toBeVisible();
  },

  "account-menu": async (stage) => {
    await openTasks(stage);
    await openSide(stage.ada.page);
    await stage.ada.tasks.accountMenu.click();
    await expect(stage.ada.page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  },

  "command-palette": async ({ ada }) => {
    await openDatedTasks(ada);
    await ada.tasks.row("Pay the rent").focus();
    await new CommandPalette(ada.page).open();
  },

  "command-palette-found": async ({ ada }) => {
    await openDatedTasks(ada);
    const palette = new CommandPalette(ada.page);
    await palette.open();
    await palette.field.fill("re");
    await expect(palette.options.filter({ hasText: "Renew the passport" })).toBeVisible();
  },

  "help-sheet": async (stage) => {
    await openTasks(stage);
    await stage.ada.page.keyboard.press("?");
    await expect(stage.ada.page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  },

  "session-ended": async (stage) => {
    const { ada, watch } = stage;
    watch.expectFailures(/^\/api\/auth\/token$/, 401);
    await ada.page.clock.install();
    await openTasks(stage);
    await ada.accounts.signOut();
    await ada.page.clock.fastForward("16:00");
    await expect(ada.page.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
    // The last thing that the dialog does when it opens.
    await expect(new SignInPage(ada.page).password).toBeFocused();
  },

  "server-away": async (stage) => {
    const { ada, watch } = stage;
    watch.expectFailures(/^\/api\/tasks/, 503);
    await openTasks(stage);
    await ada.page.route("**/api/tasks", (route) => route.fulfill({ status: 503 }));
    await ada.tasks.add("Written meanwhile");
    await expect(ada.page.getByText("Taskward cannot be reached.")).toBeVisible();
  },

  "better-auth-away": async ({ ada, watch }) => {
    watch.expectFailures(/^\/api\/auth\//, 502);
    await ada.page.route("**/api/auth/**", (route) => route.fulfill({ status: 502 }));
    await ada.page.goto("/");
    await expect(ada.page.getByText("Taskward cannot be reached")).toBeVisible();
  },

  "not-found": async ({ ada }) => {
    await ada.page.goto("/no/such/page");
    await expect(ada.page.getByText("This page does not exist")).toBeVisible();
  },

  "access-denied": async ({ ada, grace, watch }) => {
    watch.expectFailures(/^\/api\/tasks\//, 403);
    const task = await (await grace()).api.create("Find the moth");
    await ada.page.goto(`/tasks/${task.id}`);
    await expect(ada.page.getByText("You have no access to this")).toBeVisible();
  },

  "api-docs": async ({ ada }) => {
    await ada.page.goto("/api/docs");
    await expect(ada.page.getByRole("button", { name: /\/api\/tasks/ }).first()).toBeVisible();
  },

  "api-docs-answer": async ({ ada }) => {
    await ada.page.goto("/api/docs#listTasks");
    const form = ada.page.getByRole("form", { name: "GET /api/tasks", exact: true });
    await form.getByRole("button", { name: "Send" }).click();
    await expect(form.getByRole("status")).toHaveText(/^200 OK/);
    await form.getByText("As a line for the terminal").click();
    await ada.page.getByText("application/json · TaskPage").click();
    await expect(ada.page.getByText("The tasks, in the order asked for.")).toBeVisible();
  },

  ...LIST_STATES,
};

/** A Wednesday, ten in the morning where the browser is. */
export const A_MORNING = new Date("2026-03-11T09:00:00Z");

/** Tasks with every kind of date, at a moment that stands still. */
async function openDatedTasks({ api, page, tasks }: SignedIn): Promise<void> {
  await page.clock.setFixedTime(A_MORNING);
  const zone = "Europe/Berlin";
  await api.create("Buy bread");
  await api.create("Renew the passport", undefined, { due: { date: "2026-12-24" }, priority: 3 });
  await api.create("Call Grace across the ocean", "About the moth.", {
    due: { local: "2026-03-11T20:00", zone: "America/New_York" },
    priority: 2,
  });
  await api.create("Water the ferns, not the cactus", undefined, { due: { date: "2026-03-11" } });
  await api.create("Stand-up", "What, what next, what hinders.", {
    due: { local: "2026-03-11T09:15", zone },
  });
  await api.create("Pay the rent", "By **transfer**.", {
    due: { date: "2026-03-09" },
    priority: 1,
  });
  await tasks.open();
  await expect(tasks.rows).toHaveCount(6);
}

/** Tasks that come back, one of them late, at a moment that stands still. */
async function openRepeatingTasks({ api, page, tasks }: SignedIn): Promise<void> {
  await page.clock.setFixedTime(A_MORNING);
  await api.create("Meet at the library", "Bring the **logbook**.", {
    due: { local: "2026-03-11T18:30", zone: "Europe/Berlin" },
    recurrence: { rule: "FREQ=MONTHLY;BYDAY=2WE" },
    priority: 2,
  });
  await api.create("Water the ferns", undefined, {
    due: { date: "2026-03-12" },
    recurrence: { rule: "FREQ=WEEKLY;BYDAY=MO,TH", base: "completion" },
  });
  await api.create("Clean the gutters", undefined, {
    due: { date: "2026-03-05" },
    recurrence: { rule: "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=5" },
  });
  await api.create("Buy bread", undefined, { due: { date: "2026-03-11" } });
  await tasks.open();
  await expect(tasks.rows).toHaveCount(4);
}

async function openTasks(stage: Stage): Promise<void> {
  await writeTasks(stage);
  await stage.ada.tasks.open();
  await expect(stage.ada.tasks.rows).toHaveCount(8);
}

async function writeTasks({ ada: { api } }: Stage): Promise<void> {
  const done = [
    await api.create("Renew the passport"),
    await api.create("Return the library books"),
  ];
  for (const { id } of done) {
    await api.fetch(`/api/tasks/${id}/complete`, { method: "PATCH", body: { completed: true } });
  }
  await api.create("Read the second chapter");
  await api.create("Ask Grace about the moth", "She has the **logbook**.");
  await api.create("Sharpen the kitchen knives");
  await api.create(
    "Plan the week in Lisbon",
    "## Before\n\n- [x] train to the airport\n- [ ] [seats](https://example.org/seats)\n\n" +
      "1. Alfama\n2. Belém, with `--pastéis`\n\n> Bring the *small* bag.\n\n" +
      "| Day | Where |\n| --- | --- |\n| Mon | Tram 28 |\n| Tue | Sintra |",
  );
  await api.create("Water the ferns, not the cactus");
  await api.create(
    "Write to the landlord about the hallway light that has been flickering since May",
  );
  await api.create("Call the plumber about the tap", "Mornings are best.");
  await api.create("Buy bread");
}
