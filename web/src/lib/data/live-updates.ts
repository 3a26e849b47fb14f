import { onlineManager } from "@tanstack/react-query";
import { authorisedFetch } from "~/lib/api/authorised-fetch.ts";
import { refusal } from "~/lib/api/errors.ts";
import { session } from "~/lib/session/current-session.ts";
import { CatchUp } from "./catch-up.ts";
import { readEvents } from "./event-stream.ts";
import { type RevisionNews, RevisionSource } from "./revision-source.ts";
import { serverTasks } from "./task-repository.ts";
import { listStore } from "./use-lists.ts";
import { taskStore } from "./use-tasks.ts";

/** A page that nobody has seen for this long, in milliseconds, no longer follows. */
const RESTS_AFTER = 60_000;
/** A stream that is silent for this long is dead: three heartbeats. */
const SILENCE = 45_000;

const send = authorisedFetch(session, (request) => fetch(request));

async function listen(
  last: number | null,
  onRevision: (revision: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE);
  const sign = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), SILENCE);
  };
  try {
    const request = new Request(new URL("/api/events", window.location.origin), {
      headers: last === null ? {} : { "last-event-id": String(last) },
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.any([signal, silent.signal]),
    });
    const response = await send(request);
    if (!response.ok || response.body === null) throw refusal(response, null);
    const onEvent = ({ type, data }: { type: string; data: string }) => {
      if (type === "revision") onRevision((JSON.parse(data) as { revision: number }).revision);
    };
    await readEvents(response.body, onEvent, sign);
  } finally {
    clearTimeout(timer);
  }
}

/** Without locks, which browsers keep from plain http, every tab has a stream of its own. */
async function lead(name: string, task: () => Promise<void>, signal: AbortSignal): Promise<void> {
  await ("locks" in navigator ? navigator.locks.request(name, { signal }, task) : task());
}

/** The newest revision of anything that is held; null if nothing is. */
function newestRevision(): number | null {
  const held = [taskStore.newestRevision(), listStore.newestRevision()].filter((each) => each !== null);
  return held.length === 0 ? null : Math.max(...held);
}

function wait(delay: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delay);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Keeps what this page shows of the person's tasks up to date, while somebody may look. @returns what ends it. */
export function startLiveUpdates(userId: string): () => void {
  const name = `taskward.revisions.${userId}`;
  const channel = new BroadcastChannel(name);
  const catchUp = new CatchUp({
    changes: serverTasks.changes,
    idle: () => taskStore.idle(),
    newest: newestRevision,
    merge: async (changes) => {
      // First the lists, so that no task is seen in one that is not there.
      await listStore.merge(changes);
      await taskStore.merge(changes);
    },
    lookAgain: () => taskStore.lookAgain(),
    wait,
    pause: wait,
  });
  const source = new RevisionSource(
    {
      listen,
      lead: (task, signal) => lead(name, task, signal),
      tell: (news) => channel.postMessage(news),
      wait,
    },
    (revision) => void catchUp.to(revision),
  );
  channel.addEventListener("message", ({ data }: MessageEvent<RevisionNews>) => source.heard(data));

  let resting: ReturnType<typeof setTimeout> | undefined;
  const adapt = () => {
    clearTimeout(resting);
    if (!onlineManager.isOnline()) source.rest();
    else if (document.visibilityState === "visible") source.follow();
    else resting = setTimeout(() => source.rest(), RESTS_AFTER);
  };
  document.addEventListener("visibilitychange", adapt);
  const forgetOnline = onlineManager.subscribe(adapt);
  adapt();

  return () => {
    document.removeEventListener("visibilitychange", adapt);
    forgetOnline();
    clearTimeout(resting);
    source.rest();
    channel.close();
  };
}
