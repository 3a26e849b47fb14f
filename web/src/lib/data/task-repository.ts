import { api } from "~/lib/api/client.ts";
import { refusal } from "~/lib/api/errors.ts";
import type { Changes, Task, TaskListQuery, TaskPage } from "./task.ts";
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

export const serverTasks: TaskRepository = {
  page: async ({ show, q, sort }, cursor, signal) => {
    const query = {
      limit: cursor === null ? FIRST_PAGE_SIZE : LARGEST_PAGE_SIZE,
      sort,
      ...(show === "all" ? {} : { completed: show === "done" }),
      ...(q.trim() === "" ? {} : { q: q.trim() }),
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
        const { id, title, description, priority, due, start, completed } = change.task;
        const body = {
          id,
          title,
          ...(description === null ? {} : { description }),
          ...(priority === 4 ? {} : { priority }),
          ...(due == null ? {} : { due }),
          ...(start == null ? {} : { start }),
          ...(completed ? { completed } : {}),
        };
        return unwrap(await api.POST("/api/tasks", { body }));
      }
      case "edit":
        return unwrap(await api.PATCH("/api/tasks/{id}", { params, body: change.fields }));
      case "complete":
        return unwrap(
          await api.PATCH("/api/tasks/{id}/complete", { params, body: { completed: change.completed } }),
        );
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
