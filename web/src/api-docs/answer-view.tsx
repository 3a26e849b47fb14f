import { t } from "~/lib/i18n/t.ts";
import styles from "./answer-view.module.css";
import type { Received } from "./send.ts";

/** What the server answered last. */
export function AnswerView({ received }: { readonly received: Received | "sending" | "failed" | undefined }) {
  return (
    <div className={styles.answer}>
      <p role="status" className={styles.status}>
        {statusText(received)}
      </p>
      {typeof received === "object" ? (
        <>
          <dl className={styles.headers}>
            {received.headers.map(([name, value]) => (
              <div key={`${name} ${value}`}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {received.body === "" ? null : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
            <pre className={styles.body} tabIndex={0}>
              {received.body}
            </pre>
          )}
        </>
      ) : null}
    </div>
  );
}

function statusText(received: Received | "sending" | "failed" | undefined): string {
  if (received === undefined) return "";
  if (received === "sending") return t("apiDocs.sending");
  if (received === "failed") return t("page.unreachable.title");
  const { status, statusText: words, milliseconds } = received;
  return t("apiDocs.answered", { status: String(status), words, milliseconds });
}
