import type { Prepared } from "./request.ts";

/** What came back, ready to be shown. */
export interface Received {
  readonly status: number;
  readonly statusText: string;
  readonly milliseconds: number;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: string;
}

/** Sends a request. @throws when no answer came. */
export async function send(request: Prepared, token: string | null): Promise<Received> {
  const headers = new Headers(request.headers.map(([name, value]): [string, string] => [name, value]));
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const start = performance.now();
  const response = await fetch(request.address, {
    method: request.method,
    headers,
    ...(request.body !== undefined && { body: request.body }),
    // What a token may do is to be seen, not what the session's cookie may.
    credentials: "omit",
    cache: "no-store",
  });
  const text = await textOf(response);
  return {
    status: response.status,
    statusText: response.statusText,
    milliseconds: Math.round(performance.now() - start),
    headers: [...response.headers],
    body: readable(text),
  };
}

/** The body; of a stream of events, which has no end, what comes first. */
async function textOf(response: Response): Promise<string> {
  const isStream = response.headers.get("content-type") === "text/event-stream";
  if (!isStream || response.body === null) return response.text();
  const reader = response.body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

/** JSON with line breaks; anything else as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
