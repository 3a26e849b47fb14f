/**
 * What a real Better Auth hands out, beside the one token that counts. The test beside this file has
 * Node.js run it in `auth/`, where Better Auth is installed, and reads the JSON that it prints.
 */
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { createEmailVerificationToken } from "better-auth/api";
import { signJWT, symmetricEncodeJWT } from "better-auth/crypto";
import { bearer, jwt, oneTimeToken } from "better-auth/plugins";

const { BETTER_AUTH_URL: baseURL, BETTER_AUTH_SECRET: secret } = process.env;
const email = "ada@example.org";

const auth = betterAuth({
  baseURL,
  secret,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
  emailAndPassword: { enabled: true },
  session: { cookieCache: { enabled: true, strategy: "jwt" } },
  plugins: [jwt({ sessionCookieCache: true }), bearer(), oneTimeToken()],
  telemetry: { enabled: false },
});

const { response, headers } = await auth.api.signUpEmail({
  body: { email, password: "correct horse", name: "Ada" },
  returnHeaders: true,
});
const cookies = headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
const valueOf = (name) => cookies.find((cookie) => cookie.startsWith(`${name}=`)).slice(name.length + 1);
const signedIn = { headers: new Headers({ cookie: cookies.join("; ") }) };
const { token } = await auth.api.getToken(signedIn);
const userId = response.user.id;
const session = { session: { userId, token: response.token }, user: { id: userId, email } };

console.log(
  JSON.stringify({
    keySet: await auth.api.getJwks(),
    subject: userId,
    token,
    sessionToken: response.token,
    sessionCookie: valueOf("better-auth.session_token"),
    bearerToken: headers.get("set-auth-token"),
    oneTimeToken: (await auth.api.generateOneTimeToken(signedIn)).token,
    cachedSession: valueOf("better-auth.session_data"),
    cachedSessionOfSecret: await signJWT({ ...session, updatedAt: Date.now() }, secret, 300),
    cachedSessionEncrypted: await symmetricEncodeJWT(session, secret, "better-auth-session", 300),
    emailVerification: await createEmailVerificationToken(secret, email, undefined, 3600, { userId }),
    emailChange: await createEmailVerificationToken(secret, email, "ada@example.com", 3600, {
      requestType: "change-email-verification",
    }),
  }),
);
