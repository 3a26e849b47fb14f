import type { ReactNode } from "react";
import type { Drawing } from "./drawing.tsx";
import { DrawingOf } from "./drawing.tsx";
import styles from "./state-panel.module.css";

interface StatePanelProps {
  readonly drawing: Drawing;
  readonly title: string;
  readonly text: string;
  /** 1 on a page of its own, 2 inside a view. */
  readonly level?: 1 | 2;
  readonly children?: ReactNode;
}

/** What a view says instead of content: a small drawing, one sentence, one thing to do. */
export function StatePanel({ drawing, title, text, level = 2, children }: StatePanelProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={styles.panel}>
      <DrawingOf name={drawing} />
      <Heading className={styles.title}>{title}</Heading>
      <p className={styles.text} dir="auto">
        {text}
      </p>
      {children === undefined ? null : <div className={styles.actions}>{children}</div>}
    </div>
  );
}
