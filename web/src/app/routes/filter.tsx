import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { AccessDenied } from "~/app/access-denied.tsx";
import { toTaskListQuery, writeTaskListSearch } from "~/app/search-params.ts";
import { FilterPage } from "~/features/tasks/filter-page.tsx";

const route = getRouteApi("/_signed-in/filter");

export default function FilterRoute() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const onFilter = useCallback(
    (filter: string) =>
      // Each keystroke is not a page to go back to.
      void navigate({
        search: (before) => ({ ...before, filter: filter.trim() === "" ? undefined : filter }),
        replace: true,
      }),
    [navigate],
  );
  const { sort } = toTaskListQuery(search);
  return (
    <FilterPage
      filter={search.filter ?? ""}
      show={search.show ?? "open"}
      sort={sort}
      onFilter={onFilter}
      onShow={(show) =>
        void navigate({ search: (before) => ({ ...before, show: show === "all" ? "all" : undefined }) })
      }
      onSort={(chosen) =>
        void navigate({
          search: (before) => ({
            ...before,
            sort: writeTaskListSearch({ show: "open", q: "", sort: chosen }).sort,
          }),
        })
      }
      denied={<AccessDenied />}
    />
  );
}
