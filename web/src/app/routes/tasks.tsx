import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { AccessDenied } from "~/app/access-denied.tsx";
import { toTaskListQuery, writeTaskListSearch } from "~/app/search-params.ts";
import { TaskListPage } from "~/features/tasks/task-list-page.tsx";
import type { TaskListQuery } from "~/lib/data/task.ts";

const route = getRouteApi("/_signed-in/");

export default function TasksRoute() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useMemo(() => toTaskListQuery(search), [search]);
  const onQuery = useCallback(
    (change: Partial<TaskListQuery>) =>
      void navigate({
        search: (before) => writeTaskListSearch({ ...toTaskListQuery(before), ...change }),
        // Each keystroke of a search is not a page to go back to.
        replace: "q" in change,
      }),
    [navigate],
  );
  return <TaskListPage key={query.show} query={query} onQuery={onQuery} denied={<AccessDenied />} />;
}
