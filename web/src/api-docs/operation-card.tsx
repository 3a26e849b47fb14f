import { ChevronRight } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import type { Description, Operation } from "./description.ts";
import styles from "./operation-card.module.css";
import { Prose } from "./prose.tsx";
import { SchemaView } from "./schema-view.tsx";
import { TryIt } from "./try-it.tsx";

interface OperationCardProps {
  readonly operation: Operation;
  readonly description: Description;
  readonly token: () => Promise<string | null>;
}

const addressed = (id: string) => decodeURIComponent(window.location.hash.slice(1)) === id;

/** One operation: its line, and behind it everything there is to know and to try. */
export function OperationCard({ operation, description, token }: OperationCardProps) {
  const [isOpen, setOpen] = useState(() => addressed(operation.id));
  const content = useId();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    // The browser looked for the address's target before there was one.
    if (addressed(operation.id)) card.current?.scrollIntoView();
  }, [operation.id]);

  function toggle(): void {
    if (!isOpen) window.history.replaceState(null, "", `#${encodeURIComponent(operation.id)}`);
    setOpen(!isOpen);
  }

  return (
    <article ref={card} className={styles.card} id={operation.id}>
      <h3 className={styles.heading}>
        <button
          type="button"
          className={styles.line}
          aria-expanded={isOpen}
          aria-controls={isOpen ? content : undefined}
          onClick={toggle}
        >
          <span className={styles.method} data-method={operation.method}>
            {operation.method}
          </span>{" "}
          <span className={styles.path}>{operation.path}</span>{" "}
          <span className={styles.summary}>{operation.summary}</span>
          <ChevronRight className={styles.chevron} aria-hidden size={16} />
        </button>
      </h3>
      {isOpen ? (
        <div id={content} className={styles.content}>
          <Prose text={operation.description} />
          <TryIt operation={operation} description={description} token={token} />
          <h4>{t("apiDocs.answers")}</h4>
          <ul className={styles.answers}>
            {Object.entries(operation.responses).map(([status, answer]) => (
              <li key={status}>
                <p className={styles.answer}>
                  <code>{status}</code> {answer.description}
                </p>
                {Object.entries(answer.content ?? {}).map(([mediaType, { schema }]) =>
                  schema === undefined ? null : (
                    <SchemaView key={mediaType} label={mediaType} schema={schema} description={description} />
                  ),
                )}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </article>
  );
}
