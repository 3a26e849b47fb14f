import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import type { Config } from "./config.js";

/** What a sign-in page needs to know before anybody is signed in. */
export interface SignInOptions {
  signUp: boolean;
  providers: { id: string; name: string }[];
  minPasswordLength: number;
  maxPasswordLength: number;
}

/** Passwords are hashed with scrypt; a limit keeps a long one from being an attack. */
export const PASSWORD_LENGTH = { minPasswordLength: 8, maxPasswordLength: 128 };

/** `GET /api/auth/options`: which ways to sign in are switched on. Public. */
export function signInOptions(config: Config) {
  const options: SignInOptions = {
    signUp: config.signUp,
    providers: config.providers.map(({ id, name }) => ({ id, name })),
    ...PASSWORD_LENGTH,
  };
  return {
    id: "sign-in-options",
    endpoints: {
      signInOptions: createAuthEndpoint("/options", { method: "GET" }, async (context) =>
        context.json(options),
      ),
    },
  } satisfies BetterAuthPlugin;
}
