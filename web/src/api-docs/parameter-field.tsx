import { useId } from "react";
import { t } from "~/lib/i18n/t.ts";
import { boundsOf, type Description, type Parameter, resolve, typeOf } from "./description.ts";
import styles from "./parameter-field.module.css";
import { Prose } from "./prose.tsx";

interface ParameterFieldProps {
  readonly parameter: Parameter;
  readonly description: Description;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A parameter and what may be put into it. Nothing is refused here: the server's answer is the point. */
export function ParameterField({ parameter, description, value, onChange }: ParameterFieldProps) {
  const id = useId();
  const schema = resolve(parameter.schema ?? {}, description);
  const choices = schema.type === "boolean" ? [true, false] : schema.enum;
  const hint = `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        <code>{parameter.name}</code>{" "}
        <span className={styles.type}>
          {typeOf(parameter.schema ?? {}, description)}, {parameter.in}
        </span>
        {parameter.required === true ? (
          <span className={styles.required}> {t("apiDocs.required")}</span>
        ) : null}
      </label>
      {choices === undefined ? (
        <input
          id={id}
          className={styles.input}
          aria-describedby={hint}
          required={parameter.in === "path"}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <select
          id={id}
          className={styles.input}
          aria-describedby={hint}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{t("apiDocs.leftOut")}</option>
          {choices.map((choice) => (
            <option key={String(choice)}>{String(choice)}</option>
          ))}
        </select>
      )}
      <div id={hint} className={styles.hint}>
        <Prose text={parameter.description} />
        {boundsOf(schema).map((bound) => (
          <p key={bound}>{bound}</p>
        ))}
      </div>
    </div>
  );
}
