import "swagger-ui-dist/swagger-ui.css";
import "@fontsource-variable/inter";
import "./page.css";
import SwaggerUI, { type SwaggerPlugin } from "swagger-ui-dist/swagger-ui-es-bundle.js";
import { t } from "~/lib/i18n/t.ts";
import { fetchToken } from "~/lib/session/auth-answers.ts";
import { readTokenTimes } from "~/lib/session/token.ts";

/** A token is asked for again this long before it ends, in milliseconds. */
const RENEW_BEFORE = 60_000;

let held: { readonly token: string; readonly renewAt: number } | null = null;

/** The token of whoever is signed in in this browser; null if nobody is. */
async function currentToken(): Promise<string | null> {
  if (held !== null && Date.now() < held.renewAt) return held.token;
  const answer = await fetchToken();
  if (answer.kind !== "token") return null;
  const lifetime = readTokenTimes(answer.token)?.lifetime ?? 0;
  held = { token: answer.token, renewAt: Date.now() + lifetime - RENEW_BEFORE };
  return answer.token;
}

/** Swagger UI leaves its headline outside every landmark and skips a level of headings. */
const landmarks: SwaggerPlugin = () => ({
  wrapComponents: {
    InfoContainer:
      (Original, { React: { createElement } }) =>
      (props) =>
        createElement("header", { role: "banner" }, createElement(Original, props)),
    operations:
      (Original, { React: { createElement } }) =>
      (props) =>
        createElement(
          "div",
          null,
          createElement("h2", { className: "visually-hidden" }, t("apiDocs.operations")),
          createElement(Original, props),
        ),
  },
});

SwaggerUI({
  dom_id: "#api-docs",
  url: "/api/openapi.json",
  tryItOutEnabled: true,
  plugins: [landmarks],
  // The badge of an online validator would send the description elsewhere.
  validatorUrl: null,
  requestInterceptor: async (request) => {
    const { origin, pathname } = new URL(request.url, window.location.origin);
    const ours =
      origin === window.location.origin && pathname.startsWith("/api/") && !pathname.startsWith("/api/auth/");
    // Typed in by hand under "Authorize" wins.
    if (!ours || request.headers["Authorization"] !== undefined) return request;
    const token = await currentToken();
    if (token !== null) request.headers["Authorization"] = `Bearer ${token}`;
    return request;
  },
});
