import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { AccessDenied } from "~/app/access-denied.tsx";
import { toTaskListQuery, writeTaskListSearch } from "~/app/search-params.ts";
import { ArchivedNote } from "~/features/lists/archived-note.tsx";
import { ListMenu } from "~/features/lists/list-menu.tsx";
import { NoList } from "~/features/lists/no-list.tsx";
import { OneListPage } from "~/features/tasks/one-list-page.tsx";
import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { ColourDot } from "~/ui/colour-dot.tsx";

const route = getRouteApi("/_signed-in/lists/$listId");

export default function ListRoute() {
  const { listId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { byId } = useLists();
  const query = useMemo(() => ({ ...toTaskListQuery(search), list: listId }), [search, listId]);
  const list = byId.get(listId);
  if (list === undefined) return <NoList onLeave={() => void navigate({ to: "/inbox" })} />;
  return (
    <OneListPage
      key={listId}
      title={list.name}
      mark={<ColourDot colour={list.colour} />}
      actions={<ListMenu list={list} />}
      note={list.archived ? <ArchivedNote list={list} /> : null}
      query={query}
      onSort={(sort) =>
        void navigate({
          to: ".",
          search: { sort: writeTaskListSearch({ ...query, sort }).sort },
        })
      }
      empty={{ title: t("lists.empty.title"), text: t("lists.empty.text", { name: list.name }) }}
      denied={<AccessDenied />}
    />
  );
}
