import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** Somebody known to the provider. */
export interface Profile {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

/** A small OpenID Connect provider at which `profile` is always signed in. */
export async function startIdentityProvider(context: TestContext, profile: Profile) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const key = { ...(await exportJWK(publicKey)), kid: "key", alg: "ES256", use: "sig" };
  let nonce: string | null = null;

  const server = createServer(async (request, response) => {
    const answer = (body: unknown) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    };
    switch (request.url) {
      case "/.well-known/openid-configuration":
        return answer({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
          id_token_signing_alg_values_supported: ["ES256"],
        });
      case "/jwks":
        return answer({ keys: [key] });
      case "/userinfo":
        return answer(profile);
      case "/token": {
        const idToken = await new SignJWT({ ...profile, ...(nonce !== null && { nonce }) })
          .setProtectedHeader({ alg: "ES256", kid: "key" })
          .setIssuer(issuer)
          .setAudience("taskward")
          .setIssuedAt()
          .setExpirationTime("5m")
          .sign(privateKey);
        return answer({ access_token: "access", token_type: "Bearer", id_token: idToken });
      }
      default:
        response.statusCode = 404;
        return response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    /** What a browser brings back from the page at `authorizationUrl`. */
    consent(authorizationUrl: string): string {
      const asked = new URL(authorizationUrl).searchParams;
      nonce = asked.get("nonce");
      const back = new URL(asked.get("redirect_uri") ?? "");
      back.searchParams.set("code", "the-code");
      back.searchParams.set("state", asked.get("state") ?? "");
      return back.pathname.replace("/api/auth", "") + back.search;
    },
  };
}
