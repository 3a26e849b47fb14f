import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { session } from "~/lib/session/current-session.ts";
import { Broken } from "./broken.tsx";
import { NotFound } from "./not-found.tsx";
import {
  parseSearch,
  readFilterSearch,
  readSignInSearch,
  readSortSearch,
  readTaskListSearch,
  stringifySearch,
} from "./search-params.ts";
import { SignedIn } from "./signed-in.tsx";
import { Starting } from "./starting.tsx";

const root = createRootRoute({
  // Who is here decides what every page shows; only the first visit has to wait for the answer.
  beforeLoad: async () => {
    if (session.status().kind === "unknown") await session.start();
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import("./routes/sign-in.tsx")),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import("./routes/sign-up.tsx")),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "_signed-in",
  beforeLoad: ({ location: { href } }) => {
    if (session.status().kind !== "signed-out") return;
    throw redirect({ to: "/sign-in", search: href === "/" ? {} : { next: href }, replace: true });
  },
  component: SignedIn,
});

const tasks = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  validateSearch: readTaskListSearch,
  component: lazyRouteComponent(() => import("./routes/tasks.tsx")),
});

const today = createRoute({
  getParentRoute: () => signedIn,
  path: "/today",
  component: lazyRouteComponent(() => import("./routes/today.tsx")),
});

const upcoming = createRoute({
  getParentRoute: () => signedIn,
  path: "/upcoming",
  component: lazyRouteComponent(() => import("./routes/upcoming.tsx")),
});

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox",
  validateSearch: readSortSearch,
  component: lazyRouteComponent(() => import("./routes/inbox.tsx")),
});

const list = createRoute({
  getParentRoute: () => signedIn,
  path: "/lists/$listId",
  validateSearch: readSortSearch,
  component: lazyRouteComponent(() => import("./routes/list.tsx")),
});

const filter = createRoute({
  getParentRoute: () => signedIn,
  path: "/filter",
  validateSearch: readFilterSearch,
  component: lazyRouteComponent(() => import("./routes/filter.tsx")),
});

const task = createRoute({
  getParentRoute: () => signedIn,
  path: "/tasks/$taskId",
  component: lazyRouteComponent(() => import("./routes/task.tsx")),
});

const anythingElse = createRoute({ getParentRoute: () => signedIn, path: "$", component: NotFound });

export const router = createRouter({
  parseSearch,
  stringifySearch,
  routeTree: root.addChildren([
    signIn,
    signUp,
    signedIn.addChildren([tasks, today, upcoming, inbox, list, filter, task, anythingElse]),
  ]),
  defaultPendingComponent: Starting,
  defaultErrorComponent: Broken,
  defaultPendingMs: 400,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
