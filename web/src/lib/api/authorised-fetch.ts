import type { Session } from "~/lib/session/session.ts";
import { UnreachableError } from "./errors.ts";
import { noteAnswer, noteSilence } from "./reachability.ts";

type TokenSource = Pick<Session, "token" | "refused" | "refusedAgain">;
type Send = (request: Request) => Promise<Response>;

/**
 * Wraps `send` so that requests carry a token. A 401 leads to one silent repetition with a fresh
 * token. If that is refused too, the session is asked: when it has ended, the request waits until
 * the same person is back and is then sent again.
 *
 * @throws UnreachableError if no answer came.
 * @throws SessionUnavailableError if there is a session but its tokens are not to be had or not accepted.
 */
export function authorisedFetch(session: TokenSource, send: Send): Send {
  async function token(): Promise<string> {
    try {
      return await session.token();
    } catch (error) {
      // Without a token nothing is sent: to the person the server is as far away as if it were.
      noteSilence();
      throw error;
    }
  }

  async function attempt(request: Request, held: string): Promise<Response> {
    const authorised = request.clone();
    authorised.headers.set("authorization", `Bearer ${held}`);
    try {
      const response = await send(authorised);
      noteAnswer(response.status);
      return response;
    } catch (error) {
      if (request.signal.aborted) throw error;
      noteSilence();
      throw new UnreachableError("no answer", { cause: error });
    }
  }

  return async (request) => {
    for (;;) {
      const held = await token();
      const first = await attempt(request, held);
      if (first.status !== 401) return first;

      session.refused(held);
      const fresh = await token();
      const second = await attempt(request, fresh);
      if (second.status !== 401) return second;

      await session.refusedAgain(fresh);
    }
  };
}
