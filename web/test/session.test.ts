import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  Session,
  type SessionAnswer,
  type SessionNews,
  SessionUnavailableError,
  type TokenAnswer,
} from "~/lib/session/session.ts";

const MIRA = { id: "mira", name: "Mira", email: "mira@example.com" };
const JON = { id: "jon", name: "Jon", email: "jon@example.com" };
const LIFE = 15 * 60;

function jwt(subject: string, serial: number, life = LIFE): string {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  // The server's clock is far from the browser's: only the difference of the two claims may matter.
  return `${part({ alg: "EdDSA" })}.${part({ sub: subject, iat: 1000, exp: 1000 + life, serial })}.signature`;
}

/** A clock and timers that stand still until told otherwise, and a Better Auth made of two lines. */
function world() {
  const state = {
    now: 1_000_000,
    session: { kind: "user", user: MIRA } as SessionAnswer,
    token: null as TokenAnswer | null,
    life: LIFE,
    visible: true,
    tokens: 0,
    sessions: 0,
    told: [] as SessionNews[],
    left: [] as string[],
    timers: [] as Array<{ at: number; task: () => void }>,
  };
  const session = new Session({
    fetchToken: async () => {
      state.tokens += 1;
      if (state.token !== null) return state.token;
      if (state.session.kind !== "user") return { kind: "unauthorised" };
      return { kind: "token", token: jwt(state.session.user.id, state.tokens, state.life) };
    },
    fetchSession: async () => {
      state.sessions += 1;
      return state.session;
    },
    now: () => state.now,
    after: (delay, task) => {
      const timer = { at: state.now + delay, task };
      state.timers.push(timer);
      return () => {
        state.timers = state.timers.filter((other) => other !== timer);
      };
    },
    visible: () => state.visible,
    tell: (news) => state.told.push(news),
    leave: (reason) => state.left.push(reason),
  });
  const settle = () => vi.waitFor(() => Promise.resolve());
  async function advance(milliseconds: number): Promise<void> {
    state.now += milliseconds;
    const due = state.timers.filter(({ at }) => at <= state.now);
    state.timers = state.timers.filter(({ at }) => at > state.now);
    for (const { task } of due) task();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await settle();
  }
  return { state, session, advance };
}

describe("Session", () => {
  let { state, session, advance } = world();
  beforeEach(() => {
    ({ state, session, advance } = world());
  });

  it("knows who is signed in, or that nobody is", async () => {
    await session.start();
    expect(session.status()).toEqual({ kind: "signed-in", user: MIRA });

    const other = world();
    other.state.session = { kind: "none" };
    await other.session.start();
    expect(other.session.status().kind).toBe("signed-out");
    expect(other.state.tokens).toBe(0);
  });

  it("fetches one token for many requests at once, and keeps it", async () => {
    await session.start();
    const tokens = await Promise.all([session.token(), session.token(), session.token()]);
    expect(new Set(tokens).size).toBe(1);
    await session.token();
    expect(state.tokens).toBe(1);
  });

  it("renews a minute before the token ends, by itself", async () => {
    await session.start();
    const first = await session.token();
    await advance((LIFE - 61) * 1000);
    expect(await session.token()).toBe(first);
    await advance(1000);
    expect(state.tokens).toBe(2);
    expect(await session.token()).not.toBe(first);
    expect(state.tokens).toBe(2);
  });

  it("renews a short-lived token at half its life", async () => {
    state.life = 20;
    await session.start();
    await session.token();
    await advance(9_999);
    await session.token();
    expect(state.tokens).toBe(1);
    await advance(1);
    expect(state.tokens).toBe(2);
  });

  it("does not keep a session alive from a hidden page", async () => {
    await session.start();
    await session.token();
    state.visible = false;
    await advance(LIFE * 1000);
    expect(state.tokens).toBe(1);
    state.visible = true;
    await session.token();
    expect(state.tokens).toBe(2);
  });

  it("never sends a refused token again", async () => {
    await session.start();
    const first = await session.token();
    session.refused(first);
    const second = await session.token();
    expect(second).not.toBe(first);
    session.refused(first);
    expect(await session.token()).toBe(second);
  });

  it("backs off, longer each time, while Better Auth cannot be reached", async () => {
    await session.start();
    state.token = { kind: "unreachable" };
    await expect(session.token()).rejects.toBeInstanceOf(SessionUnavailableError);
    await expect(session.token()).rejects.toMatchObject({ retryAfter: 1000 });
    expect(state.tokens).toBe(1);
    await advance(1000);
    await expect(session.token()).rejects.toMatchObject({ retryAfter: 2000 });
    expect(state.tokens).toBe(2);
    expect(session.status().kind).toBe("signed-in");

    state.token = null;
    await advance(2000);
    await expect(session.token()).resolves.toContain(".");
    state.token = { kind: "unreachable" };
    session.refused(await session.token());
    await expect(session.token()).rejects.toMatchObject({ retryAfter: 1000 });
  });

  it("backs off when there is a session but its tokens are refused", async () => {
    await session.start();
    await expect(session.refusedAgain(await session.token())).rejects.toBeInstanceOf(SessionUnavailableError);
    expect(session.status().kind).toBe("signed-in");
    await expect(session.token()).rejects.toBeInstanceOf(SessionUnavailableError);
  });

  it("ends only when Better Auth says that there is no session, and waits for the same person", async () => {
    await session.start();
    session.refused(await session.token());
    state.session = { kind: "none" };
    let token: string | null = null;
    const waiting = session.token().then((value) => {
      token = value;
    });
    await advance(0);
    expect(session.status()).toEqual({ kind: "ended", user: MIRA });
    expect(token).toBeNull();

    state.session = { kind: "user", user: MIRA };
    await session.signedIn();
    await waiting;
    expect(session.status().kind).toBe("signed-in");
    expect(token).toContain(".");
    expect(state.told).toEqual([{ kind: "signed-in", subject: "mira" }]);
  });

  it("leaves without sending anything when another person has signed in", async () => {
    await session.start();
    session.refused(await session.token());
    state.session = { kind: "none" };
    let sent = false;
    void session.token().then(() => {
      sent = true;
    });
    await advance(0);
    state.session = { kind: "user", user: JON };
    await session.signedIn();
    await advance(0);
    expect(state.left).toEqual(["replaced"]);
    expect(sent).toBe(false);
    expect(state.told).toEqual([]);
  });

  it("leaves when a token turns out to be another person's", async () => {
    await session.start();
    state.token = { kind: "token", token: jwt("jon", 1) };
    void session.token();
    await advance(0);
    expect(state.left).toEqual(["replaced"]);
  });

  it("looks again when the page comes to the front, but not all the time", async () => {
    await session.start();
    await advance(10_000);
    await session.check();
    await session.check();
    expect(state.sessions).toBe(2);
    state.session = { kind: "user", user: JON };
    await advance(5_000);
    await session.check();
    expect(state.left).toEqual(["replaced"]);
  });

  it("is not ended by an outage", async () => {
    await session.start();
    state.session = { kind: "unreachable" };
    await advance(10_000);
    await session.check();
    expect(session.status().kind).toBe("signed-in");
  });

  it("asks again by itself when the first question found nobody", async () => {
    state.session = { kind: "unreachable" };
    await session.start();
    expect(session.status().kind).toBe("unreachable");
    state.session = { kind: "user", user: MIRA };
    await advance(1000);
    expect(session.status().kind).toBe("signed-in");
  });

  it("follows what other tabs do", async () => {
    await session.start();
    session.heard({ kind: "signed-in", subject: "mira" });
    expect(state.left).toEqual([]);
    session.heard({ kind: "signed-out" });
    expect(state.left).toEqual(["signed-out"]);

    const second = world();
    await second.session.start();
    second.session.heard({ kind: "signed-in", subject: "jon" });
    expect(second.state.left).toEqual(["replaced"]);
  });

  it("tells other tabs of a sign-out", async () => {
    await session.start();
    session.signedOut();
    expect(state.told).toEqual([{ kind: "signed-out" }]);
    expect(state.left).toEqual(["signed-out"]);
  });

  it("treats a token that it cannot read as none", async () => {
    await session.start();
    for (const token of ["", "a.b", "a.%%%.c", `a.${btoa('{"sub":"mira"}')}.c`, `a.${btoa("null")}.c`]) {
      state.token = { kind: "token", token };
      await expect(session.token()).rejects.toBeInstanceOf(SessionUnavailableError);
      state.now += 120_000;
    }
  });
});
