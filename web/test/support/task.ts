import type { Task } from "~/lib/data/task.ts";

let serial = 0;

/** A task as the server would send it. */
export function aTask(fields: Partial<Task> = {}): Task {
  serial += 1;
  const created = new Date(Date.UTC(2026, 0, 1) + serial * 60_000).toISOString();
  return {
    id: `00000000-0000-8000-8000-${String(serial).padStart(12, "0")}`,
    title: `Task ${serial}`,
    description: null,
    priority: 4,
    due: null,
    start: null,
    list_id: null,
    labels: [],
    recurrence: null,
    position: `a${serial}`,
    completed: false,
    completed_at: null,
    created_at: created,
    updated_at: created,
    revision: serial,
    ...fields,
  };
}
