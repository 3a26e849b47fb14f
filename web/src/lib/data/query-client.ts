import { notifyManager, QueryClient } from "@tanstack/react-query";
import { isPassing, retryDelay } from "./retry.ts";

// A timer, as is the default, would let a ticked box show its old state until it runs.
notifyManager.setScheduler(queueMicrotask);

/** The cache of what the server said. Reads keep trying while the trouble is a passing one. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Another tab or device may have changed anything: fresh on every focus and visit.
      staleTime: 2_000,
      gcTime: 30 * 60_000,
      refetchOnWindowFocus: true,
      refetchOnReconnect: true,
      retry: (_failures, error) => isPassing(error),
      retryDelay,
    },
  },
});
