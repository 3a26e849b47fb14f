import { type BetterAuthOptions, betterAuth } from "better-auth";
import { APIError, isAPIError } from "better-auth/api";
import { genericOAuth, jwt } from "better-auth/plugins";
import type { Config, Provider } from "./config.js";
import type { Database } from "./database.js";
import { libraryLevel, log } from "./log.js";
import { PASSWORD_LENGTH, signInOptions } from "./sign-in-options.js";
import { signingKey } from "./signing-key.js";
import { tokenOptions } from "./token.js";

const DAY = 24 * 60 * 60;

export type Auth = ReturnType<typeof createAuth>;

/** Better Auth, configured for Taskward. */
export function createAuth(config: Config, database: Database["handle"]) {
  const token = tokenOptions(config);
  return betterAuth({
    appName: "Taskward",
    baseURL: config.publicOrigin,
    basePath: "/api/auth",
    secret: config.secret,
    database,
    trustedOrigins: config.corsOrigins,
    emailAndPassword: {
      enabled: true,
      disableSignUp: !config.signUp,
      ...PASSWORD_LENGTH,
    },
    session: { expiresIn: 30 * DAY, updateAge: DAY },
    user: { deleteUser: { enabled: true } },
    account: { encryptOAuthTokens: true },
    databaseHooks: {
      user: {
        create: { before: refuseLongName },
        update: { before: refuseLongName },
      },
    },
    socialProviders: socialProviders(config),
    plugins: [
      jwt(token),
      genericOAuth({ config: openIdProviders(config) }),
      signInOptions(config),
      signingKey(config.algorithm, token),
    ],
    rateLimit: rateLimit(config),
    advanced: {
      useSecureCookies: config.publicOrigin.startsWith("https:"),
      // Only the cookie that crosses a provider's redirect has to survive a foreign site.
      cookies: {
        session_token: { attributes: { sameSite: "strict" } },
        dont_remember: { attributes: { sameSite: "strict" } },
      },
      // One value, set by the task server from the socket.
      ipAddress: { ipAddressHeaders: ["x-forwarded-for"] },
      // Said aloud because NODE_ENV=test or TEST=1 would otherwise switch the checks off.
      disableCSRFCheck: false,
      disableOriginCheck: false,
    },
    telemetry: { enabled: false },
    // Without it the library would answer with a page of its own, whose style is inline.
    onAPIError: { onError: reportFailure, errorURL: `${config.publicOrigin}/sign-in` },
    logger: { level: libraryLevel, log },
  });
}

/** A person's mistake is answered, not logged; anything else is ours. */
function reportFailure(error: unknown): void {
  if (!isAPIError(error) || error.statusCode >= 500) {
    log("error", "Better Auth failed.", error);
  }
}

/** The name is copied into every token, and a token must fit into a request header. */
const LONGEST_NAME = 255;

async function refuseLongName(user: { name?: unknown }) {
  if (typeof user.name === "string" && user.name.length > LONGEST_NAME) {
    throw new APIError("BAD_REQUEST", {
      code: "NAME_TOO_LONG",
      message: `A name has at most ${LONGEST_NAME} characters.`,
    });
  }
}

function rateLimit({ rateLimit }: Config): NonNullable<BetterAuthOptions["rateLimit"]> {
  if (!rateLimit) {
    return { enabled: false };
  }
  const window = 10;
  const attempts = { window, max: rateLimit.attempts };
  return {
    enabled: true,
    storage: "database",
    window,
    max: rateLimit.requests,
    customRules: {
      "/sign-in/*": attempts,
      "/sign-up/*": attempts,
      "/change-password": attempts,
      "/verify-password": attempts,
      "/delete-user": attempts,
      // Read by probes, by verifiers and by pages nobody is signed in to; a count would be a write.
      "/ok": false,
      "/jwks": false,
      "/options": false,
    },
  };
}

const SOCIAL = ["google", "github", "microsoft"] as const;

function socialProviders(config: Config): NonNullable<BetterAuthOptions["socialProviders"]> {
  const one = (id: (typeof SOCIAL)[number]) => {
    const provider = config.providers.find((candidate) => candidate.id === id);
    return provider && { [id]: { ...credentials(provider), disableSignUp: !config.signUp } };
  };
  return Object.assign({}, ...SOCIAL.map(one));
}

function openIdProviders(config: Config) {
  return config.providers
    .filter((provider) => provider.discoveryUrl !== undefined)
    .map((provider) => ({
      ...credentials(provider),
      providerId: provider.id,
      name: provider.name,
      discoveryUrl: provider.discoveryUrl,
      requireIdTokenVerification: true,
      scopes: ["openid", "email", "profile"],
      disableSignUp: !config.signUp,
    }));
}

function credentials({ clientId, clientSecret, tenantId }: Provider) {
  return { clientId, clientSecret, ...(tenantId !== undefined && { tenantId }) };
}
