import type { ReactNode } from "react";
import { Button } from "~/ui/button.tsx";
import styles from "./auth-form.module.css";
import type { AuthFormLife } from "./use-auth-form.ts";

interface AuthFormProps {
  readonly title: string;
  /** What its button says. */
  readonly action: string;
  /** What its button says while the answer is awaited. */
  readonly pendingAction: string;
  readonly life: AuthFormLife;
  readonly children: ReactNode;
}

/** The frame of a form that signs somebody in: fields, what is wrong with the whole, the button. */
export function AuthForm({ title, action, pendingAction, life, children }: AuthFormProps) {
  return (
    <form ref={life.form} className={styles.form} onSubmit={life.submit} noValidate aria-label={title}>
      {children}
      <p role="alert" className={styles.alert}>
        {life.problems.form}
      </p>
      <Button type="submit" look="primary" wide isBusy={life.pending}>
        {life.pending ? pendingAction : action}
      </Button>
    </form>
  );
}
