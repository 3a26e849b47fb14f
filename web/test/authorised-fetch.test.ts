import { describe, expect, it } from "vitest";
import { authorisedFetch } from "~/lib/api/authorised-fetch.ts";
import { UnreachableError } from "~/lib/api/errors.ts";
import { SessionUnavailableError } from "~/lib/session/session.ts";

/** Hands out `t1`, `t2`, …: a new one whenever the held one was refused. */
function tokens(refusedAgain: () => Promise<void> = async () => {}) {
  let serial = 1;
  const refused = (token: string) => {
    if (token === `t${serial}`) serial += 1;
  };
  return {
    token: async () => `t${serial}`,
    refused,
    refusedAgain: async (token: string) => {
      refused(token);
      await refusedAgain();
    },
  };
}

function server(accepts: (token: string, attempt: number) => boolean) {
  const seen: Array<{ token: string; body: string }> = [];
  const send = async (request: Request) => {
    const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    seen.push({ token, body: await request.text() });
    return new Response(null, { status: accepts(token, seen.length) ? 200 : 401 });
  };
  return { seen, send };
}

const request = () =>
  new Request("http://localhost/api/tasks", { method: "POST", body: '{"title":"Buy milk"}' });

describe("authorisedFetch", () => {
  it("sends the token", async () => {
    const { seen, send } = server(() => true);
    expect((await authorisedFetch(tokens(), send)(request())).status).toBe(200);
    expect(seen).toEqual([{ token: "t1", body: '{"title":"Buy milk"}' }]);
  });

  it("repeats once, with a fresh token and the same body", async () => {
    const { seen, send } = server((token) => token === "t2");
    expect((await authorisedFetch(tokens(), send)(request())).status).toBe(200);
    expect(seen.map(({ token }) => token)).toEqual(["t1", "t2"]);
    expect(seen[1]?.body).toBe('{"title":"Buy milk"}');
  });

  it("gives up after one repetition while there is a session", async () => {
    const { seen, send } = server(() => false);
    const refusing = tokens(() => Promise.reject(new SessionUnavailableError(1000)));
    await expect(authorisedFetch(refusing, send)(request())).rejects.toBeInstanceOf(SessionUnavailableError);
    expect(seen).toHaveLength(2);
  });

  it("sends it again after the person has signed in again", async () => {
    let signIn = () => {};
    const back = new Promise<void>((resolve) => {
      signIn = resolve;
    });
    const { seen, send } = server((_token, attempt) => attempt > 2);
    const answer = authorisedFetch(
      tokens(() => back),
      send,
    )(request());
    signIn();
    expect((await answer).status).toBe(200);
    expect(seen.map(({ token }) => token)).toEqual(["t1", "t2", "t3"]);
  });

  it("tells silence from a refusal", async () => {
    const silent = authorisedFetch(tokens(), () => Promise.reject(new TypeError("fetch failed")));
    await expect(silent(request())).rejects.toBeInstanceOf(UnreachableError);
  });
});
