import { SHOWS, type Show, SORTS, type Sort, type TaskListQuery } from "~/lib/data/task.ts";

/** Every parameter is a text. The router's own way reads JSON, so that a search for `{}` or `null` was none. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

/**
 * What the address of a list may say; the usual is left out, which here means undefined: the router
 * hands on what the address says under every name that its reader does not give.
 */
export interface TaskListSearch {
  readonly show?: Show | undefined;
  readonly q?: string | undefined;
  readonly sort?: Sort | undefined;
}

const USUAL: TaskListQuery = { show: "open", q: "", sort: "-created" };

/** Reads an address; whatever is not understood falls back to the usual. */
export function readTaskListSearch(search: Readonly<Record<string, unknown>>): TaskListSearch {
  const show = SHOWS.find((candidate) => candidate === search["show"]);
  const sort = SORTS.find((candidate) => candidate === search["sort"]);
  const q = typeof search["q"] === "string" ? search["q"] : "";
  return writeTaskListSearch({ show: show ?? USUAL.show, q, sort: sort ?? USUAL.sort });
}

export function writeTaskListSearch({ show, q, sort }: TaskListQuery): TaskListSearch {
  return {
    show: show === USUAL.show ? undefined : show,
    q: q === USUAL.q ? undefined : q,
    sort: sort === USUAL.sort ? undefined : sort,
  };
}

/** What the address of a view may say that always shows the same tasks. */
export type SortSearch = Pick<TaskListSearch, "sort">;

export function readSortSearch(search: Readonly<Record<string, unknown>>): SortSearch {
  return { sort: readTaskListSearch(search).sort };
}

/** What the address of a filter may say. */
export interface FilterSearch extends SortSearch {
  readonly filter?: string | undefined;
  /** Done tasks, too. */
  readonly show?: "all" | undefined;
}

export function readFilterSearch(search: Readonly<Record<string, unknown>>): FilterSearch {
  const { filter, show } = search;
  return {
    filter: typeof filter === "string" && filter.trim() !== "" ? filter : undefined,
    show: show === "all" ? "all" : undefined,
    ...readSortSearch(search),
  };
}

export function toTaskListQuery({ show, q, sort }: TaskListSearch): TaskListQuery {
  return { show: show ?? USUAL.show, q: q ?? USUAL.q, sort: sort ?? USUAL.sort };
}

export interface SignInSearch {
  /** Where to go afterwards: a path of this site, and nothing else. */
  readonly next?: string | undefined;
  /** Better Auth's code when a provider's sign-in failed. */
  readonly error?: string | undefined;
}

export function readSignInSearch({ next, error }: Readonly<Record<string, unknown>>): SignInSearch {
  return { next: readPath(next), error: typeof error === "string" ? error : undefined };
}

/** Two slashes, or what browsers read as such, begin the name of another host. */
const ONE_SLASH = /^\/(?![/\\])/;

function readPath(next: unknown): string | undefined {
  if (typeof next !== "string" || !ONE_SLASH.test(next)) return undefined;
  if (!URL.canParse(next, window.location.origin)) return undefined;
  const { origin, pathname, search, hash } = new URL(next, window.location.origin);
  // The parser takes out dots and white space: what had one slash may have two now.
  if (origin !== window.location.origin || !ONE_SLASH.test(pathname) || pathname === "/sign-in")
    return undefined;
  return pathname + search + hash;
}
