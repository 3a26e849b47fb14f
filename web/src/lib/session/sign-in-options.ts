import { queryOptions } from "@tanstack/react-query";

/** Which ways to sign in this Taskward offers (`GET /api/auth/options`, our own Better Auth endpoint). */
export interface SignInOptions {
  readonly signUp: boolean;
  readonly providers: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  readonly minPasswordLength: number;
  readonly maxPasswordLength: number;
}

/** What holds until the answer is there, and with a Better Auth service that has no such endpoint. */
const USUAL: SignInOptions = { signUp: true, providers: [], minPasswordLength: 8, maxPasswordLength: 128 };

async function fetchSignInOptions({ signal }: { readonly signal: AbortSignal }): Promise<SignInOptions> {
  const response = await fetch("/api/auth/options", { signal });
  if (response.status === 404) return USUAL;
  if (!response.ok) throw new Error(`sign-in options: status ${response.status}`);
  const body = (await response.json()) as Partial<SignInOptions>;
  return { ...USUAL, ...body };
}

export const signInOptionsQuery = queryOptions({
  queryKey: ["sign-in-options"],
  queryFn: fetchSignInOptions,
  placeholderData: USUAL,
  staleTime: 60_000,
  retry: 2,
});
