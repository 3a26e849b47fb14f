import { expect } from "@playwright/test";
import type { List } from "../fixtures/task-api.ts";
import type { SignedIn } from "../fixtures/test.ts";
import { openSide } from "./layout.ts";
import { ListsNav } from "./lists-nav.ts";
import type { Stage } from "./states.ts";

const A_LONG_NAME =
  "Everything that has to be done before the house can be sold to whoever wants to live in it";

interface Made {
  readonly house: List;
  readonly empty: List;
  readonly archived: List;
}

/** Lists of every kind, with tasks in some. */
async function makeLists({ api }: SignedIn): Promise<Made> {
  const house = await api.createList("House", { colour: "teal" });
  const empty = await api.createList("Garden", { colour: "green" });
  const long = await api.createList(A_LONG_NAME, { colour: "violet" });
  await api.createList("Donaudampfschifffahrtsgesellschaft", { colour: "amber" });
  await api.createList("المنزل", { colour: "pink" });
  const archived = await api.createList("Last year", { colour: "brown", archived: true });
  const inHouse = { list_id: house.id };
  await api.create("Fix the roof", "Before it rains.", { ...inHouse, priority: 1 });
  await api.create("Water the ferns, not the cactus", undefined, inHouse);
  await api.create("Write to the landlord", undefined, { list_id: long.id });
  await api.create("File the receipts", undefined, { list_id: archived.id });
  await api.create("Buy bread");
  return { house, empty, archived };
}

/** States of the pages that have to do with lists. */
export const LIST_STATES: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  inbox: async ({ ada }) => {
    await makeLists(ada);
    await ada.page.goto("/inbox");
    await ada.tasks.expectTitles(["Buy bread"]);
  },

  "inbox-empty": async ({ ada }) => {
    await ada.page.goto("/inbox");
    await expect(ada.page.getByText("Your Inbox is empty")).toBeVisible();
  },

  "tasks-in-lists": async ({ ada }) => {
    await makeLists(ada);
    await ada.tasks.open();
    await expect(ada.tasks.rows).toHaveCount(5);
    await expect(ada.tasks.row("Fix the roof").getByText("House")).toBeVisible();
  },

  list: async ({ ada }) => {
    const { house } = await makeLists(ada);
    await ada.page.goto(`/lists/${house.id}`);
    await ada.tasks.expectTitles(["Water the ferns, not the cactus", "Fix the roof"]);
  },

  "list-empty": async ({ ada }) => {
    const { empty } = await makeLists(ada);
    await ada.page.goto(`/lists/${empty.id}`);
    await expect(ada.page.getByText("Nothing to do here")).toBeVisible();
  },

  "list-archived": async ({ ada }) => {
    const { archived } = await makeLists(ada);
    await ada.page.goto(`/lists/${archived.id}`);
    await expect(ada.page.getByText("This list is archived.")).toBeVisible();
    await ada.tasks.expectTitles(["File the receipts"]);
  },

  "list-gone": async ({ ada }) => {
    await ada.page.goto("/lists/gone");
    await expect(ada.page.getByText("This list is not here")).toBeVisible();
  },

  "list-menu": async ({ ada }) => {
    const { house } = await makeLists(ada);
    await ada.page.goto(`/lists/${house.id}`);
    await ada.page.getByRole("main").getByRole("button", { name: "Actions for the list" }).click();
    await expect(ada.page.getByRole("menuitem", { name: "Delete list" })).toBeVisible();
  },

  "lists-side": async ({ ada }) => {
    await makeLists(ada);
    await ada.tasks.open();
    await openSide(ada.page);
    const nav = new ListsNav(ada.page);
    await nav.archived.click();
    await expect(nav.link("Last year")).toBeVisible();
    await expect(nav.link("House 2 open tasks")).toBeVisible();
  },

  "lists-hundred": async ({ ada }) => {
    for (let ten = 0; ten < 10; ten += 1) {
      const names = Array.from({ length: 10 }, (_, index) => `List ${ten * 10 + index + 1}`);
      await Promise.all(names.map((name) => ada.api.createList(name, { colour: "blue" })));
    }
    await ada.tasks.open();
    await openSide(ada.page);
    await expect(new ListsNav(ada.page).links).toHaveCount(100);
  },

  "lists-failed": async ({ ada, watch }) => {
    watch.expectFailures(/^\/api\/lists$/, 500);
    await ada.page.route("**/api/lists", (route) => route.fulfill({ status: 500 }));
    await ada.tasks.open();
    await openSide(ada.page);
    await expect(new ListsNav(ada.page).region.getByText("Your lists did not load.")).toBeVisible();
  },

  "list-new": async ({ ada }) => {
    await makeLists(ada);
    await ada.tasks.open();
    await ada.page.keyboard.press("Shift+L");
    await expect(ada.page.getByRole("dialog", { name: "New list" })).toBeVisible();
    await expect(ada.page.getByRole("textbox", { name: "Name" })).toBeFocused();
  },

  "list-delete": async ({ ada }) => {
    const { house } = await makeLists(ada);
    await ada.page.goto(`/lists/${house.id}`);
    await ada.page.getByRole("main").getByRole("button", { name: "Actions for the list" }).click();
    await ada.page.getByRole("menuitem", { name: "Delete list" }).click();
    await expect(ada.page.getByText("There are 2 tasks in it")).toBeVisible();
  },

  "list-chooser": async ({ ada }) => {
    await makeLists(ada);
    await ada.tasks.open();
    await ada.tasks.choose("Fix the roof", "Move to list");
    await expect(ada.page.getByRole("combobox", { name: "Find a list" })).toBeFocused();
  },

  "quick-add-lists": async ({ ada }) => {
    await makeLists(ada);
    await ada.tasks.open();
    await ada.tasks.quickAdd.fill("Mend the gutter tomorrow /");
    await expect(ada.page.getByRole("option", { name: "House", exact: true })).toBeVisible();
  },

  "filter-help": async ({ ada }) => {
    await ada.page.goto("/filter");
    await expect(ada.page.getByRole("button", { name: "due:<=today" })).toBeVisible();
    await expect(ada.page.getByRole("textbox", { name: "Filter" })).toBeFocused();
  },

  filter: async ({ ada }) => {
    await makeLists(ada);
    await ada.page.goto(`/filter?${new URLSearchParams({ filter: "list:House or bread" })}`);
    await ada.tasks.expectTitles(["Buy bread", "Water the ferns, not the cactus", "Fix the roof"]);
  },

  "filter-mistaken": async ({ ada, watch }) => {
    watch.expectFailures(/^\/api\/tasks$/, 422);
    await ada.page.goto(
      `/filter?${new URLSearchParams({ filter: "list:House due:someday milk" })}`,
    );
    await expect(ada.page.getByText("Here: at character 16")).toBeVisible();
  },

  "filter-nothing": async ({ ada }) => {
    await ada.page.goto(`/filter?${new URLSearchParams({ filter: "unicorn" })}`);
    await expect(ada.page.getByText("Nothing passes this filter")).toBeVisible();
  },

  "task-in-list-editing": async ({ ada }) => {
    await makeLists(ada);
    await ada.tasks.open();
    await ada.tasks.choose("Write to the landlord", "Edit");
    await expect(ada.page.getByRole("button", { name: /^List: Everything/ })).toBeVisible();
  },
};
