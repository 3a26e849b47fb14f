import { useMutationState, useQuery } from "@tanstack/react-query";
import { createContext, useContext, useMemo } from "react";
import type { List } from "./list.ts";
import { type ListChange, visibleLists } from "./list-changes.ts";
import { serverLists } from "./list-repository.ts";
import { ALL_LISTS, LIST_CHANGES, ListStore } from "./list-store.ts";
import { queryClient } from "./query-client.ts";

export const listStore = new ListStore(queryClient, serverLists);

/** Changes of lists that the server has not confirmed, oldest first. */
export function usePendingListChanges(): ListChange[] {
  return useMutationState({
    filters: { mutationKey: LIST_CHANGES, status: "pending" },
    select: (mutation) => mutation.state.variables as ListChange,
  });
}

export interface Lists {
  /** In the owner's order, archived ones among them; undefined as long as they are not here. */
  readonly lists: readonly List[] | undefined;
  readonly byId: ReadonlyMap<string, List>;
  /** Why they are not here, if something is wrong. */
  readonly failed: boolean;
  readonly tryAgain: () => void;
}

const NONE: Lists = { lists: undefined, byId: new Map(), failed: false, tryAgain: () => {} };

/** The owner's lists, for everything on the page; a row of a task costs no query of its own. */
export const ListsContext = createContext<Lists>(NONE);

export function useLists(): Lists {
  return useContext(ListsContext);
}

/** What `ListsContext` holds: the server's lists with every pending change shown. */
export function useAllLists(): Lists {
  const changes = usePendingListChanges();
  const { data, isError, failureCount, refetch } = useQuery({
    queryKey: ALL_LISTS,
    queryFn: ({ signal }) => serverLists.all(signal),
  });
  const failed = data === undefined && (isError || failureCount > 1);
  return useMemo(() => {
    const lists = data && visibleLists(data, changes);
    return {
      lists,
      byId: new Map(lists?.map((list) => [list.id, list])),
      failed,
      tryAgain: () => void refetch({ cancelRefetch: true }),
    };
  }, [data, changes, failed, refetch]);
}
