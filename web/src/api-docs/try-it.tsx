import { type FormEvent, useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { Button } from "~/ui/button.tsx";
import { AnswerView } from "./answer-view.tsx";
import { type Description, exampleOf, type Operation } from "./description.ts";
import { ParameterField } from "./parameter-field.tsx";
import { type Filled, fieldName, prepare, toCurl } from "./request.ts";
import { SchemaView } from "./schema-view.tsx";
import { type Received, send } from "./send.ts";
import styles from "./try-it.module.css";

interface TryItProps {
  readonly operation: Operation;
  readonly description: Description;
  readonly token: () => Promise<string | null>;
}

/** Paths under a user take `me` for whoever calls. */
const USER_ID = "path user_id";

function initial(operation: Operation, description: Description): Filled {
  const [mediaType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const needed = operation.requestBody?.required === true && content?.schema !== undefined;
  return {
    parameters: { [USER_ID]: "me" },
    mediaType,
    body: needed ? JSON.stringify(exampleOf(content.schema, description), null, 2) : "",
  };
}

/** The fields of an operation, and what the server answers to them. */
export function TryIt({ operation, description, token }: TryItProps) {
  const [filled, setFilled] = useState(() => initial(operation, description));
  const [received, setReceived] = useState<Received | "sending" | "failed">();
  const request = prepare(operation, filled);
  const { requestBody, parameters = [] } = operation;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setReceived("sending");
    setReceived(await send(request, await token()).catch(() => "failed" as const));
  }

  return (
    <form
      className={styles.form}
      aria-label={`${operation.method} ${operation.path}`}
      onSubmit={(event) => void submit(event)}
    >
      {parameters.map((parameter) => (
        <ParameterField
          key={fieldName(parameter)}
          parameter={parameter}
          description={description}
          value={filled.parameters[fieldName(parameter)] ?? ""}
          onChange={(value) =>
            setFilled({ ...filled, parameters: { ...filled.parameters, [fieldName(parameter)]: value } })
          }
        />
      ))}
      {requestBody === undefined ? null : (
        <div className={styles.body}>
          <label className={styles.label}>
            {t("apiDocs.body", { mediaType: filled.mediaType ?? "" })}
            <textarea
              className={styles.textarea}
              rows={6}
              spellCheck={false}
              value={filled.body}
              onChange={(event) => setFilled({ ...filled, body: event.target.value })}
            />
          </label>
          {Object.entries(requestBody.content).map(([mediaType, { schema }]) =>
            schema === undefined ? null : (
              <SchemaView key={mediaType} label={mediaType} schema={schema} description={description} />
            ),
          )}
        </div>
      )}
      <div className={styles.actions}>
        <Button type="submit" look="primary" isBusy={received === "sending"}>
          {t("apiDocs.send")}
        </Button>
      </div>
      <details className={styles.curl}>
        <summary>{t("apiDocs.curl")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
        <pre tabIndex={0}>{toCurl(request, window.location.origin)}</pre>
      </details>
      <AnswerView received={received} />
    </form>
  );
}
