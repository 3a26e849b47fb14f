import { api } from "~/lib/api/client.ts";
import { refusal } from "~/lib/api/errors.ts";
import type { List } from "./list.ts";
import type { ListChange } from "./list-changes.ts";

/** Where lists are read and written. */
export interface ListRepository {
  /** All of them, archived ones among them: there are 500 at most. */
  readonly all: (signal: AbortSignal) => Promise<List[]>;
  /** Makes a change and gives the list as it is afterwards; null after a deletion. */
  readonly change: (change: ListChange) => Promise<List | null>;
}

export const serverLists: ListRepository = {
  all: async (signal) => {
    const { data, error, response } = await api.GET("/api/lists", { signal });
    if (data === undefined) throw refusal(response, error);
    return data.items;
  },

  change: async (change) => {
    const { id } = change.list;
    const params = { path: { id } };
    switch (change.kind) {
      case "create": {
        const { name, colour, position, archived } = change.list;
        const body = { id, name, colour, position, archived };
        const { data, error, response } = await api.POST("/api/lists", { body });
        if (data === undefined) throw refusal(response, error);
        return data;
      }
      case "edit": {
        const { data, error, response } = await api.PATCH("/api/lists/{id}", { params, body: change.fields });
        if (data === undefined) throw refusal(response, error);
        return data;
      }
      case "delete": {
        const query = { tasks: change.tasks };
        const { error, response } = await api.DELETE("/api/lists/{id}", { params: { ...params, query } });
        // Gone already is what was wanted.
        if (!response.ok && response.status !== 404) throw refusal(response, error);
        return null;
      }
    }
  },
};
