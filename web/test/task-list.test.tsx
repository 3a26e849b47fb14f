import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openTask } from "~/features/tasks/open-task.ts";
import { moveFocus } from "~/features/tasks/row-focus.ts";
import { TaskList } from "~/features/tasks/task-list.tsx";
import { aTask } from "./support/task.ts";

const actions = vi.hoisted(() => ({ toggleTask: vi.fn(), deleteTask: vi.fn(), editTask: vi.fn() }));
vi.mock("~/features/tasks/task-actions.ts", () => actions);
vi.mock("~/lib/session/use-user.ts", () => ({ useUser: () => ({ id: "mira", name: "Mira", email: "" }) }));

const [first, second, third] = [
  aTask({ title: "First" }),
  aTask({ title: "Second" }),
  aTask({ title: "Third" }),
];
const all = [first, second, third];
const row = (name: string) => screen.getByRole("row", { name });
const focused = () => document.activeElement?.getAttribute("aria-label");

describe("TaskList", () => {
  beforeEach(() => {
    sessionStorage.clear();
    vi.clearAllMocks();
  });
  afterEach(() => {
    act(() => openTask(null));
    cleanup();
  });

  it("is one stop for Tab, and then its row's own controls", async () => {
    render(<TaskList tasks={all} />);
    await userEvent.tab();
    expect(focused()).toBe("First");
    await userEvent.tab();
    expect(focused()).toBe("Complete: First");
    expect(screen.getByRole("checkbox", { name: "Complete: Second" }).tabIndex).toBe(-1);
  });

  it("moves between rows with arrows, Home and End, and stays inside", async () => {
    render(<TaskList tasks={all} />);
    act(() => row("First").focus());
    const walk: Array<string | null | undefined> = [];
    for (const key of ["ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown", "Home", "End"]) {
      await userEvent.keyboard(`{${key}}`);
      walk.push(focused());
    }
    expect(walk).toEqual(["First", "Second", "Third", "Third", "First", "Third"]);
  });

  it("has keys for the row, which rest while its text is edited", async () => {
    render(<TaskList tasks={all} />);
    act(() => row("Second").focus());
    await userEvent.keyboard(" ");
    expect(actions.toggleTask).toHaveBeenCalledExactlyOnceWith(second);
    await userEvent.keyboard("{Delete}");
    expect(actions.deleteTask).toHaveBeenCalledExactlyOnceWith(second);

    await userEvent.keyboard("{Enter}");
    const title = screen.getByRole("textbox", { name: "Title" });
    expect(document.activeElement).toBe(title);
    await userEvent.keyboard(" x{Backspace}{ArrowDown} ");
    expect(actions.toggleTask).toHaveBeenCalledTimes(1);
    expect(actions.deleteTask).toHaveBeenCalledTimes(1);
    expect(document.activeElement).toBe(title);
  });

  it("gives the focus back to the row the moment its editor is closed, not later, when a person has gone on", async () => {
    render(<TaskList tasks={all} />);
    act(() => row("Second").focus());
    await userEvent.keyboard("{Enter}");
    fireEvent.keyDown(screen.getByRole("textbox", { name: "Title" }), { key: "Escape" });
    expect(focused()).toBe("Second");
    act(() => row("Third").focus());
    await new Promise(requestAnimationFrame);
    expect(focused()).toBe("Third");
  });

  it("gives the focus of a removed row to the one in its place", () => {
    const { rerender } = render(<TaskList tasks={all} />);
    act(() => row("Second").focus());
    rerender(<TaskList tasks={[first, third]} />);
    expect(focused()).toBe("Third");
    rerender(<TaskList tasks={[first]} />);
    expect(focused()).toBe("First");
  });

  it("leaves the focus alone when it is elsewhere", () => {
    const { rerender } = render(<TaskList tasks={all} />);
    act(() => row("Second").focus());
    act(() => row("Second").blur());
    document.body.tabIndex = -1;
    const elsewhere = document.body.appendChild(document.createElement("button"));
    act(() => {
      row("Second").focus();
      elsewhere.focus();
    });
    rerender(<TaskList tasks={[first, third]} />);
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();
  });

  describe("with ten thousand tasks", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => aTask({ title: `Task ${index + 1}` }));
    const drawn = () => screen.getAllByRole("row").length;
    beforeEach(() => {
      vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(44);
    });

    it("draws those in and near sight, and says how many there are", () => {
      render(<TaskList tasks={many} />);
      expect(drawn()).toBeGreaterThan(10);
      expect(drawn()).toBeLessThan(60);
      expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("10000");
      expect(row("Task 2").getAttribute("aria-rowindex")).toBe("2");
    });

    it("does not say how many there are while it does not know", () => {
      render(<TaskList tasks={many} more />);
      expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("-1");
    });

    it("goes to every row with the keyboard", async () => {
      render(<TaskList tasks={many} />);
      act(() => row("Task 1").focus());
      await userEvent.keyboard("{End}");
      expect(focused()).toBe("Task 10000");
      await userEvent.keyboard("{ArrowUp}");
      expect(focused()).toBe("Task 9999");
      act(() => moveFocus(-1));
      expect(focused()).toBe("Task 9998");
      await userEvent.keyboard("{Home}");
      expect(focused()).toBe("Task 1");
      expect(drawn()).toBeLessThan(120);
    });

    it("keeps the row that is open, and where Tab enters", async () => {
      render(<TaskList tasks={many} />);
      act(() => openTask({ id: many[4_999]?.id ?? "", mode: "edit" }));
      expect(screen.getByRole("textbox", { name: "Title" })).toBeTruthy();
      act(() => row("Task 5000").focus());
      act(() => row("Task 5000").blur());
      act(() => openTask(null));
      expect(row("Task 5000").tabIndex).toBe(0);
    });
  });

  describe("while a task is edited", () => {
    const edit = async (text: string) => {
      render(<TaskList tasks={all} />);
      act(() => openTask({ id: second.id, mode: "edit" }));
      const title = screen.getByRole("textbox", { name: "Title" });
      await userEvent.clear(title);
      await userEvent.type(title, text);
    };

    it("saves on Enter", async () => {
      await edit("Second, changed{Enter}");
      expect(actions.editTask).toHaveBeenCalledExactlyOnceWith(second, {
        title: "Second, changed",
        description: null,
        priority: 4,
        due: null,
        recurrence: null,
        start: null,
        list_id: null,
      });
      expect(screen.queryByRole("textbox")).toBeNull();
    });

    it("saves when another task is opened", async () => {
      await edit("Second, changed");
      act(() => openTask({ id: first.id, mode: "edit" }));
      expect(actions.editTask).toHaveBeenCalledExactlyOnceWith(second, {
        title: "Second, changed",
        description: null,
        priority: 4,
        due: null,
        recurrence: null,
        start: null,
        list_id: null,
      });
    });

    it("puts it aside on Escape", async () => {
      await edit("Never mind{Escape}");
      expect(actions.editTask).not.toHaveBeenCalled();
      expect(screen.queryByRole("textbox")).toBeNull();
      expect(sessionStorage).toHaveLength(0);
    });

    it("keeps what cannot be saved yet as a draft", async () => {
      await edit("x");
      await userEvent.clear(screen.getByRole("textbox", { name: "Title" }));
      await userEvent.type(screen.getByRole("textbox", { name: "Description" }), "Kept");
      expect(screen.getByText("A task needs a title.")).toBeTruthy();
      await userEvent.keyboard("{Control>}{Enter}{/Control}");
      act(() => openTask(null));
      expect(actions.editTask).not.toHaveBeenCalled();
      act(() => openTask({ id: second.id, mode: "edit" }));
      expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Description" }).value).toBe("Kept");
    });
  });
});
