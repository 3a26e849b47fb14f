import { describe, expect, it } from "vitest";
import { listSign, matchingLists, writtenList } from "~/features/tasks/list-matches.ts";
import { byPosition, movedPosition, newList } from "~/lib/data/list.ts";
import { afterDeletions, visibleLists } from "~/lib/data/list-changes.ts";
import { belongs, INBOX, type TaskListQuery } from "~/lib/data/task.ts";
import { aList } from "./support/list.ts";
import { aTask } from "./support/task.ts";

const house = aList({ name: "House", position: "a1" });
const garden = aList({ name: "Garden", position: "a2" });
const cafe = aList({ name: "My Café", position: "a3", archived: true });
const lists = [house, garden, cafe];

describe("the order of lists", () => {
  it("is that of their positions, byte by byte, then of their ids", () => {
    const capital = aList({ position: "Zz" });
    const same = aList({ position: "a1" });
    expect([garden, same, house, capital].toSorted(byPosition)).toEqual([capital, house, same, garden]);
  });

  it("changes one place at a time, by the position of one list alone", () => {
    const order = (id: string, step: 1 | -1) => {
      const position = movedPosition(lists, id, step);
      if (position === null) return null;
      const moved = lists.map((list) => (list.id === id ? { ...list, position } : list));
      return moved.toSorted(byPosition).map(({ name }) => name);
    };
    expect(order(house.id, 1)).toEqual(["Garden", "House", "My Café"]);
    expect(order(cafe.id, -1)).toEqual(["House", "My Café", "Garden"]);
    expect(order(garden.id, -1)).toEqual(["Garden", "House", "My Café"]);
    expect(order(garden.id, 1)).toEqual(["House", "My Café", "Garden"]);
    expect(order(house.id, -1)).toBeNull();
    expect(order(cafe.id, 1)).toBeNull();
  });

  it("takes a list along whose neighbours have the same position, or one that no key can follow", () => {
    const twins = [aList({ position: "a1" }), aList({ position: "a1" }), aList({ position: "a1" })];
    const last = twins[2];
    const position = last === undefined ? null : movedPosition(twins, last.id, -1);
    expect(position).not.toBeNull();
    const odd = [aList({ position: "zz zz" }), aList({ position: "zz zzz" }), aList()];
    expect(movedPosition(odd, odd[2]?.id ?? "", -1)).toMatch(/^zz zz/);
  });

  it("has a new list last", () => {
    const list = newList("new", { name: "Trips", colour: "blue" }, lists);
    expect([list, ...lists].toSorted(byPosition).at(-1)).toBe(list);
    expect(newList("first", { name: "Trips", colour: "blue" }, []).position).toBe("a0");
  });
});

describe("changes of lists that are not confirmed", () => {
  it("show on top of what the server sent", () => {
    const trips = aList({ name: "Trips", position: "a0" });
    const shown = visibleLists(lists, [
      { kind: "create", list: trips },
      { kind: "edit", list: house, fields: { name: "Home", position: "a4" } },
      { kind: "delete", list: garden, tasks: "delete" },
    ]);
    expect(shown.map(({ name }) => name)).toEqual(["Trips", "My Café", "Home"]);
    expect(visibleLists(lists, [])).toEqual(lists);
  });

  it("take the tasks of a deleted list along, or put them into the Inbox", () => {
    const [roof, bed, milk] = [aTask({ list_id: house.id }), aTask({ list_id: garden.id }), aTask()];
    const tasks = [roof, bed, milk];
    expect(
      afterDeletions(tasks, [
        { kind: "delete", list: house, tasks: "delete" },
        { kind: "delete", list: garden, tasks: "move-to-inbox" },
      ]),
    ).toEqual([{ ...bed, list_id: null }, milk]);
    expect(afterDeletions(tasks, [{ kind: "delete", list: cafe, tasks: "delete" }])).toBe(tasks);
  });
});

describe("the tasks of a list", () => {
  it("are those that are in it, and those of the Inbox are in none", () => {
    const query = (list: string): TaskListQuery => ({ show: "open", q: "", sort: "created", list });
    const roof = aTask({ list_id: house.id });
    expect(belongs(roof, query(house.id))).toBe(true);
    expect(belongs(roof, query(garden.id))).toBe(false);
    expect(belongs(roof, query(INBOX))).toBe(false);
    expect(belongs(aTask(), query(INBOX))).toBe(true);
  });
});

describe("a list that is being written", () => {
  it("is found right before the caret", () => {
    expect(writtenList("Fix the roof /Ho")).toEqual({ start: 13, name: "Ho" });
    expect(writtenList("/")).toEqual({ start: 0, name: "" });
    expect(writtenList('Beans /"My c')).toEqual({ start: 6, name: "My c" });
    expect(writtenList("/House ")).toBeNull();
    expect(writtenList("either/or")).toBeNull();
    expect(writtenList("/etc/hosts")).toBeNull();
  });

  it("is offered by the beginnings of its words, if it is not put away", () => {
    const names = (text: string, kept?: string) => matchingLists(lists, text, kept).map(({ name }) => name);
    expect(names("")).toEqual(["Inbox", "House", "Garden"]);
    expect(names("ga")).toEqual(["Garden"]);
    expect(names("cafe")).toEqual([]);
    expect(names("cafe", cafe.id)).toEqual(["My Café"]);
  });

  it("is written so that it is understood", () => {
    expect(listSign("House")).toBe("/House");
    expect(listSign("My house")).toBe('/"My house"');
    expect(listSign("2027")).toBe('/"2027"');
  });
});
