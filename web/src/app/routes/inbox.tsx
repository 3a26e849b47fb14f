import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { AccessDenied } from "~/app/access-denied.tsx";
import { toTaskListQuery, writeTaskListSearch } from "~/app/search-params.ts";
import { OneListPage } from "~/features/tasks/one-list-page.tsx";
import { INBOX } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";

const route = getRouteApi("/_signed-in/inbox");

export default function InboxRoute() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useMemo(() => ({ ...toTaskListQuery(search), list: INBOX }), [search]);
  return (
    <OneListPage
      title={t("inbox.title")}
      query={query}
      onSort={(sort) => void navigate({ search: { sort: writeTaskListSearch({ ...query, sort }).sort } })}
      empty={{ title: t("inbox.empty.title"), text: t("inbox.empty.text") }}
      denied={<AccessDenied />}
    />
  );
}
