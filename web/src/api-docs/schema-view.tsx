import { t } from "~/lib/i18n/t.ts";
import { boundsOf, type Description, resolve, type Schema, schemaName, typeOf } from "./description.ts";
import { Prose } from "./prose.tsx";
import styles from "./schema-view.module.css";

interface SchemaViewProps {
  /** What has this schema, such as a media type. */
  readonly label: string;
  readonly schema: Schema;
  readonly description: Description;
}

/** A schema behind its name: shut until somebody wants to see its fields. */
export function SchemaView({ label, schema, description }: SchemaViewProps) {
  return (
    <details className={styles.schema}>
      <summary>
        {label} · <span className={styles.type}>{typeOf(schema, description)}</span>
      </summary>
      <Fields schema={schema} description={description} above={[]} />
    </details>
  );
}

interface FieldsProps {
  readonly schema: Schema;
  readonly description: Description;
  /** Names of the schemas around this one, so that one that holds itself comes to an end. */
  readonly above: readonly string[];
}

function Fields({ schema, description, above }: FieldsProps) {
  const name = schemaName(schema);
  if (name !== undefined && above.includes(name)) return null;
  const around = name === undefined ? above : [...above, name];
  const { items, properties, required, oneOf, anyOf, allOf } = resolve(schema, description);
  const inside = [...(items === undefined ? [] : [items]), ...(oneOf ?? anyOf ?? allOf ?? [])];
  return (
    <>
      {properties === undefined ? null : (
        <dl className={styles.fields}>
          {Object.entries(properties).map(([field, inner]) => (
            <div key={field} className={styles.field}>
              <dt>
                <code>{field}</code> <span className={styles.type}>{typeOf(inner, description)}</span>
                {required?.includes(field) ? (
                  <span className={styles.required}> {t("apiDocs.required")}</span>
                ) : null}
              </dt>
              <dd>
                <Prose text={inner.description} />
                {boundsOf(inner).map((bound) => (
                  <p key={bound} className={styles.bound}>
                    {bound}
                  </p>
                ))}
                <Fields schema={inner} description={description} above={around} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {inside.map((inner, index) => (
        <Fields
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a schema have no other name and never move
          key={index}
          schema={inner}
          description={description}
          above={around}
        />
      ))}
    </>
  );
}
