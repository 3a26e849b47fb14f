import type { ComponentProps } from "react";
import styles from "./button.module.css";

type Look = "primary" | "quiet" | "plain";

interface ButtonProps extends Omit<ComponentProps<"button">, "className"> {
  /** `primary`: the one thing to do here. `quiet`: with an edge. `plain`: text only. */
  readonly look?: Look;
  readonly wide?: boolean;
  /** What it started is on its way; it keeps the focus, and its text says so. */
  readonly isBusy?: boolean;
}

export function Button({
  look = "quiet",
  wide = false,
  isBusy = false,
  type = "button",
  ...props
}: ButtonProps) {
  return (
    <button
      {...props}
      type={type}
      className={styles.button}
      data-look={look}
      data-wide={wide || undefined}
      data-busy={isBusy || undefined}
    />
  );
}
