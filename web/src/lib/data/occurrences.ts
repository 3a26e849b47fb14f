import { api } from "~/lib/api/client.ts";
import { refusal } from "~/lib/api/errors.ts";
import type { components } from "~/lib/api/schema.ts";
import { readersZone } from "~/lib/zones.ts";

/** Why a task is due when it is, and what is ahead of it. */
export type Occurrences = components["schemas"]["Occurrences"];
/** When it would be due next, by what that is counted from. */
export type CompletedNow = components["schemas"]["CompletedNow"];
export type CompletedOccurrence = components["schemas"]["CompletedOccurrence"];

/** @throws RefusedError, or what `fetch` throws. */
export async function readOccurrences(id: string, signal: AbortSignal): Promise<Occurrences> {
  const { data, error, response } = await api.GET("/api/tasks/{id}/occurrences", {
    params: { path: { id }, query: { zone: readersZone() } },
    signal,
  });
  if (!response.ok || data === undefined) throw refusal(response, error);
  return data;
}

/** The latest completions of a task, last first. @throws as `readOccurrences` does. */
export async function readCompletions(
  id: string,
  limit: number,
  signal: AbortSignal,
): Promise<CompletedOccurrence[]> {
  const { data, error, response } = await api.GET("/api/tasks/{id}/completions", {
    params: { path: { id }, query: { limit } },
    signal,
  });
  if (!response.ok || data === undefined) throw refusal(response, error);
  return data.items;
}
