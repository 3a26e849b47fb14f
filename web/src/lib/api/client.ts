import createClient from "openapi-fetch";
import { session } from "~/lib/session/current-session.ts";
import { authorisedFetch } from "./authorised-fetch.ts";
import type { paths } from "./schema.ts";

/** The task API, typed by its description; every request carries the signed-in person's token. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "omit",
  fetch: authorisedFetch(session, (request) => fetch(request)),
});
