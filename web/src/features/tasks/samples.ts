import { useSyncExternalStore } from "react";
import type { Task } from "~/lib/data/task.ts";
import { serverTasks } from "~/lib/data/task-repository.ts";
import { dayAt } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { addTasks, deleteTasks } from "./task-actions.ts";

const PREFIX = "taskward.samples.";
const NONE: readonly string[] = [];
const listeners = new Set<() => void>();
let held: { readonly subject: string; readonly ids: readonly string[] } | null = null;

function stored(subject: string): readonly string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(PREFIX + subject) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : NONE;
  } catch {
    return NONE;
  }
}

function samplesOf(subject: string): readonly string[] {
  if (held?.subject !== subject) held = { subject, ids: stored(subject) };
  return held.ids;
}

/** Without a storage the samples are known as long as the page is. */
function keep(subject: string, ids: readonly string[]): void {
  held = { subject, ids };
  try {
    if (ids.length === 0) localStorage.removeItem(PREFIX + subject);
    else localStorage.setItem(PREFIX + subject, JSON.stringify(ids));
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

/** Writes three tasks that explain themselves: how tasks are written, which keys there are, what dates do. */
export function addSamples(subject: string): void {
  const today = dayAt(new Date());
  const sample = (kind: "keys" | "dates" | "add") => ({
    title: t(`samples.${kind}.title`),
    description: t(`samples.${kind}.text`),
    priority: 4,
    due: null,
  });
  // The last one stands on top.
  const ids = addTasks(subject, [
    sample("keys"),
    { ...sample("dates"), due: { date: today } },
    { ...sample("add"), priority: 3 },
  ]);
  keep(subject, ids);
}

/** Deletes the samples that are left, which one undo takes back; those out of sight are looked up first. */
export async function clearSamples(subject: string, shown: readonly Task[]): Promise<void> {
  const ids = samplesOf(subject);
  keep(subject, NONE);
  const signal = new AbortController().signal;
  const tasks = await Promise.all(
    ids.map((id) => shown.find((task) => task.id === id) ?? serverTasks.one(id, signal).catch(() => null)),
  );
  deleteTasks(
    tasks.filter((task) => task !== null),
    t("samples.cleared"),
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The ids of the samples that this browser has written for somebody and not cleared. */
export function useSamples(subject: string): readonly string[] {
  return useSyncExternalStore(subscribe, () => samplesOf(subject));
}
