import { type FormEvent, useRef, useState } from "react";
import { session } from "~/lib/session/current-session.ts";
import type { AuthFailure } from "./auth-failure.ts";

type Field = "name" | "email" | "password";
export type Problems = Readonly<Partial<Record<Field | "form", string | undefined>>>;

interface AuthFormOptions {
  /** Looks at what was typed before it is sent. */
  readonly check: () => Problems;
  readonly send: () => Promise<AuthFailure | null>;
  readonly onSignedIn: () => void | Promise<void>;
}

/** The life of a sign-in form: check, send, show what is wrong in place, put the focus there. */
export function useAuthForm({ check, send, onSignedIn }: AuthFormOptions) {
  const [problems, setProblems] = useState<Problems>({});
  const [pending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  function show(found: Problems): void {
    setProblems(found);
    const first = (["name", "email", "password"] as const).find((field) => found[field] !== undefined);
    if (first !== undefined) form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (pending) return;
    const found = check();
    if (Object.values(found).some((text) => text !== undefined)) return show(found);
    setProblems({});
    setPending(true);
    const failure = await send();
    if (failure === null) {
      await session.signedIn();
      await onSignedIn();
    } else {
      show({ [failure.field]: failure.text });
    }
    setPending(false);
  }

  /** Takes a field's message away as soon as it is being mended. */
  function mend(field: Field): void {
    setProblems((before) => ({ ...before, [field]: undefined, form: undefined }));
  }

  return { form, problems, pending, submit, mend };
}

export type AuthFormLife = ReturnType<typeof useAuthForm>;
