import { act, cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openTask } from "~/features/tasks/open-task.ts";
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
      });
      expect(screen.queryByRole("textbox")).toBeNull();
    });

    it("saves when another task is opened", async () => {
      await edit("Second, changed");
      act(() => openTask({ id: first.id, mode: "edit" }));
      expect(actions.editTask).toHaveBeenCalledExactlyOnceWith(second, {
        title: "Second, changed",
        description: null,
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
