import { api } from "~/lib/api/client.ts";
import { refusal } from "~/lib/api/errors.ts";
import { addDays } from "~/lib/days.ts";
import { readersZone } from "~/lib/zones.ts";
import type { Changes, DueDays, Task, TaskListQuery, TaskPage } from "./task.ts";
import type { TaskChange } from "./task-changes.ts";

/** A screen or two, soon here. */
const FIRST_PAGE_SIZE = 50;
/** The most that one answer holds. */
const LARGEST_PAGE_SIZE = 200;

/**
 * Where tasks are read and written. Today it is the server; a local replica can stand behind the
 * same three reads and one write.
 */
export interface TaskRepository {
  readonly page: (query: TaskListQuery, cursor: string | null, signal: AbortSignal) => Promise<TaskPage>;
  readonly one: (id: string, signal: AbortSignal) => Promise<Task>;
  /** What changed after a revision: the first page of it. */
  readonly changes: (since: number) => Promise<Changes>;
  /** Makes a change and gives the task as it is afterwards; null after a deletion. */
  readonly change: (change: TaskChange) => Promise<Task | null>;
}

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

function unwrap<Data>({ data, error, response }: Answer<Data>): Data {
  if (!response.ok || data === undefined) throw refusal(response, error);
  return data;
}

/**
 * Days as the server's filter has them. It counts the days of each task's own zone, where it may be another day: a day more on
 * either side brings all that are due here.
 */
function dueFilter({ from, to }: DueDays): string {
  const last = addDays(to, 1);
  return from === null ? `due:<=${last}` : `due:${addDays(from, -1)}..${last}`;
}

export const serverTasks: TaskRepository = {
  page: async ({ show, q, sort, due, list, filter }, cursor, signal) => {
    const query = {
      limit: cursor === null && due === undefined ? FIRST_PAGE_SIZE : LARGEST_PAGE_SIZE,
      sort,
      ...(show === "all" ? {} : { completed: show === "done" }),
      ...(q.trim() === "" ? {} : { q: q.trim() }),
      ...(due === undefined ? {} : { filter: dueFilter(due) }),
      ...(list === undefined ? {} : { list }),
      ...(filter === undefined ? {} : { filter, zone: readersZone() }),
      ...(cursor === null ? {} : { cursor }),
    };
    return unwrap(await api.GET("/api/tasks", { params: { query }, signal }));
  },

  one: async (id, signal) => unwrap(await api.GET("/api/tasks/{id}", { params: { path: { id } }, signal })),

  changes: async (since) =>
    unwrap(await api.GET("/api/changes", { params: { query: { since, limit: LARGEST_PAGE_SIZE } } })),

  change: async (change) => {
    const params = { path: { id: change.task.id } };
    switch (change.kind) {
      case "create": {
        const { id, title, description, priority, due, start, recurrence, list_id, completed } = change.task;
        const body = {
          id,
          title,
          ...(description === null ? {} : { description }),
          ...(priority === 4 ? {} : { priority }),
          ...(due == null ? {} : { due }),
          ...(start == null ? {} : { start }),
          ...(recurrence == null ? {} : { recurrence }),
          ...(list_id == null ? {} : { list_id }),
          ...(completed ? { completed } : {}),
        };
        return unwrap(await api.POST("/api/tasks", { body }));
      }
      case "edit":
        return unwrap(await api.PATCH("/api/tasks/{id}", { params, body: change.fields }));
      case "complete": {
        const { completed, base } = change;
        const body = { completed, zone: readersZone(), ...(base === undefined ? {} : { base }) };
        return unwrap(await api.PATCH("/api/tasks/{id}/complete", { params, body }));
      }
      case "uncomplete":
        return unwrap(await api.POST("/api/tasks/{id}/completions/undo", { params }));
      case "restore":
        return unwrap(await api.POST("/api/tasks/{id}/restore", { params }));
      case "delete": {
        const { error, response } = await api.DELETE("/api/tasks/{id}", { params });
        // Gone already is what was wanted: a repeated request finds that the first one arrived.
        if (!response.ok && response.status !== 404) throw refusal(response, error);
        return null;
      }
    }
  },
};
