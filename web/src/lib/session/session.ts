import { readTokenTimes } from "./token.ts";

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** What `/api/auth/token` said. */
export type TokenAnswer =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "unauthorised" }
  | { readonly kind: "unreachable" };

/** What `/api/auth/get-session` said. */
export type SessionAnswer =
  | { readonly kind: "user"; readonly user: User }
  | { readonly kind: "none" }
  | { readonly kind: "unreachable" };

export type SessionStatus =
  /** Nobody has asked yet. */
  | { readonly kind: "unknown" }
  /** Asked, but Better Auth did not answer; asking again by itself. */
  | { readonly kind: "unreachable" }
  | { readonly kind: "signed-out" }
  | { readonly kind: "signed-in"; readonly user: User }
  /** The session of a page that is in use has ended; the page stays, writes wait. */
  | { readonly kind: "ended"; readonly user: User }
  /** Somebody else is signed in now; the page is on its way out. */
  | { readonly kind: "replaced" };

/** Tabs of one browser tell each other what happened to the session that they share. */
export type SessionNews =
  | { readonly kind: "signed-in"; readonly subject: string }
  | { readonly kind: "signed-out" };

export interface SessionPorts {
  readonly fetchToken: () => Promise<TokenAnswer>;
  readonly fetchSession: () => Promise<SessionAnswer>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Runs `task` after `delay` milliseconds; the answer cancels it. */
  readonly after: (delay: number, task: () => void) => () => void;
  /** Whether somebody may be looking; a hidden page does not keep a session alive by itself. */
  readonly visible: () => boolean;
  readonly tell: (news: SessionNews) => void;
  /** The subject changed or the person left: drop everything held for them and load the page anew. */
  readonly leave: (reason: "replaced" | "signed-out") => void;
}

/** There is a session but no usable token at the moment; worth trying again after `retryAfter` ms. */
export class SessionUnavailableError extends Error {
  override readonly name = "SessionUnavailableError";
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super("no usable token at the moment");
    this.retryAfter = retryAfter;
  }
}

/** A token is renewed this long before it ends, or at half its life if that is sooner. */
const RENEW_BEFORE = 60_000;
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 60_000;
/** A tab that comes to the front asks about the session at most this often. */
const CHECK_INTERVAL = 5_000;

interface HeldToken {
  readonly value: string;
  readonly renewAt: number;
}

/**
 * Who is signed in on this page, and the token their requests carry. The token lives in memory only.
 *
 * A refused token leads to one silent renewal. Only when Better Auth itself says that there is no
 * session does the status become `ended`; requests then wait until the same person is back. If
 * another person is back, nothing of the first one's is sent: the page is left.
 */
export class Session {
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<() => void>();
  #status: SessionStatus = { kind: "unknown" };
  #held: HeldToken | null = null;
  #renewal: Promise<string | null> | null = null;
  #starting: Promise<void> | null = null;
  #waiting: Array<() => void> = [];
  #failures = 0;
  #retryAt = 0;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #cancelTimer: () => void = () => {};

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  readonly status = (): SessionStatus => this.#status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Finds out who is signed in. Answers together share one question. */
  start(): Promise<void> {
    this.#starting ??= this.#ask().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** After a successful sign-in on this page. */
  async signedIn(): Promise<void> {
    this.#resetBackoff();
    // A question asked before the sign-in would bring an answer from before it.
    await this.#starting;
    await this.start();
    if (this.#status.kind === "signed-in") {
      this.#ports.tell({ kind: "signed-in", subject: this.#status.user.id });
    }
  }

  /** After a successful sign-out on this page. */
  signedOut(): void {
    this.#ports.tell({ kind: "signed-out" });
    this.#leave("signed-out");
  }

  /** What another tab did. */
  heard(news: SessionNews): void {
    const status = this.#status;
    const subject = "user" in status ? status.user.id : null;
    if (news.kind === "signed-out") {
      if (subject !== null) this.#leave("signed-out");
    } else if (subject !== null && news.subject !== subject) {
      this.#leave("replaced");
    } else if (status.kind !== "signed-in") {
      this.#resetBackoff();
      void this.start();
    }
  }

  /** When the page comes to the front: is it still the same person's session? */
  async check(): Promise<void> {
    const status = this.#status;
    if (!("user" in status) || this.#ports.now() - this.#checkedAt < CHECK_INTERVAL) return;
    await this.#confirm();
  }

  /**
   * A token for the next request. Waits while the session has ended, until the person is back.
   *
   * @throws SessionUnavailableError while Better Auth cannot be reached or gives no token.
   */
  async token(): Promise<string> {
    for (;;) {
      if (this.#status.kind === "replaced" || this.#status.kind === "signed-out")
        return new Promise(() => {});
      if (this.#status.kind === "ended") {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      const now = this.#ports.now();
      if (this.#held !== null && now < this.#held.renewAt) return this.#held.value;
      if (now < this.#retryAt) throw new SessionUnavailableError(this.#retryAt - now);
      const renewed = await this.#renew();
      if (renewed !== null) return renewed;
    }
  }

  /** The server answered 401 to `token`: never send it again. */
  refused(token: string): void {
    if (this.#held?.value === token) this.#held = null;
  }

  /**
   * The server answered 401 to a fresh token too. If there is no session any more, waits until the
   * person is back.
   *
   * @throws SessionUnavailableError if there is a session: the server does not accept its tokens now.
   */
  async refusedAgain(token: string): Promise<void> {
    this.refused(token);
    await this.#confirm();
    if (this.#status.kind === "signed-in") throw this.#backOff();
  }

  async #ask(): Promise<void> {
    this.#checkedAt = this.#ports.now();
    const answer = await this.#ports.fetchSession();
    if (answer.kind === "unreachable") {
      if (!("user" in this.#status)) this.#become({ kind: "unreachable" });
      const { retryAfter } = this.#backOff();
      this.#schedule(retryAfter, () => void this.start());
      return;
    }
    if (answer.kind === "none") {
      this.#end();
    } else {
      this.#resetBackoff();
      this.#arrive(answer.user);
    }
  }

  async #confirm(): Promise<void> {
    this.#checkedAt = this.#ports.now();
    const answer = await this.#ports.fetchSession();
    if (answer.kind === "none") this.#end();
    else if (answer.kind === "user") this.#arrive(answer.user);
  }

  #arrive(user: User): void {
    const status = this.#status;
    if (status.kind === "replaced") return;
    if ("user" in status && status.user.id !== user.id) {
      this.#leave("replaced");
      return;
    }
    if (status.kind === "signed-in") return;
    this.#become({ kind: "signed-in", user });
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #end(): void {
    this.#held = null;
    this.#cancelTimer();
    const status = this.#status;
    if (status.kind === "signed-in") this.#become({ kind: "ended", user: status.user });
    else if (status.kind === "unknown" || status.kind === "unreachable") this.#become({ kind: "signed-out" });
  }

  #leave(reason: "replaced" | "signed-out"): void {
    this.#held = null;
    this.#waiting = [];
    this.#cancelTimer();
    this.#become({ kind: "replaced" });
    this.#ports.leave(reason);
  }

  /** One renewal at a time. Null: the status changed instead, look again. */
  #renew(): Promise<string | null> {
    this.#renewal ??= this.#fetchToken().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #fetchToken(): Promise<string | null> {
    const answer = await this.#ports.fetchToken();
    if (answer.kind === "unauthorised") {
      await this.#confirm();
      if (this.#status.kind !== "signed-in") return null;
      throw this.#backOff();
    }
    const times = answer.kind === "token" ? readTokenTimes(answer.token) : null;
    if (answer.kind === "unreachable" || times === null) throw this.#backOff();

    if ("user" in this.#status && this.#status.user.id !== times.subject) {
      this.#leave("replaced");
      return null;
    }
    this.#resetBackoff();
    const life = Math.max(times.lifetime - RENEW_BEFORE, times.lifetime / 2);
    this.#held = { value: answer.token, renewAt: this.#ports.now() + life };
    this.#schedule(life, () => this.#renewAhead());
    return answer.token;
  }

  /** Renews before a request has to wait for it; a failure tries again later by itself. */
  #renewAhead(): void {
    if (this.#status.kind !== "signed-in" || !this.#ports.visible()) return;
    this.token().catch((error: unknown) => {
      if (error instanceof SessionUnavailableError)
        this.#schedule(error.retryAfter, () => this.#renewAhead());
    });
  }

  #schedule(delay: number, task: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.after(delay, task);
  }

  #backOff(): SessionUnavailableError {
    const delay = Math.min(FIRST_BACKOFF * 2 ** this.#failures, LONGEST_BACKOFF);
    this.#failures += 1;
    this.#retryAt = this.#ports.now() + delay;
    return new SessionUnavailableError(delay);
  }

  #resetBackoff(): void {
    this.#failures = 0;
    this.#retryAt = 0;
  }

  #become(status: SessionStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}
