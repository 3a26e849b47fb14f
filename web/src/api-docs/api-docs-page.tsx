import { useEffect, useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { Button } from "~/ui/button.tsx";
import { Logo } from "~/ui/logo.tsx";
import styles from "./api-docs-page.module.css";
import { Authorisation } from "./authorisation.tsx";
import { currentToken } from "./caller.ts";
import { type Description, groupOperations } from "./description.ts";
import { OperationCard } from "./operation-card.tsx";
import { Prose } from "./prose.tsx";

const SOURCE = "/api/openapi.json";

async function readDescription(): Promise<Description> {
  const response = await fetch(SOURCE);
  if (!response.ok) throw new Error(`${SOURCE}: ${response.status}`);
  return (await response.json()) as Description;
}

/** The API's description, and a way to try each operation. */
export function ApiDocsPage() {
  const [description, setDescription] = useState<Description | "failed">();
  useEffect(() => {
    readDescription().then(setDescription, () => setDescription("failed"));
  }, []);

  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <a href="/" className={styles.home}>
          <Logo name={t("app.name")} />
        </a>
        <a href={SOURCE}>{t("apiDocs.source")}</a>
      </header>
      <main className={styles.main} aria-busy={description === undefined}>
        {description === undefined ? null : description === "failed" ? (
          <div role="alert" className={styles.failed}>
            <p>{t("apiDocs.failed")}</p>
            <Button onClick={() => window.location.reload()}>{t("page.broken.action")}</Button>
          </div>
        ) : (
          <Reference description={description} />
        )}
      </main>
    </div>
  );
}

function Reference({ description }: { readonly description: Description }) {
  const [typedToken, setTypedToken] = useState("");
  const { info } = description;
  const token = async () => (typedToken === "" ? currentToken() : typedToken);
  return (
    <>
      <div className={styles.intro}>
        <h1>
          {t("apiDocs.title", { name: info.title })} <span className={styles.version}>{info.version}</span>
        </h1>
        <Prose text={info.description} />
      </div>
      <Authorisation typedToken={typedToken} onTypedToken={setTypedToken} />
      {groupOperations(description).map(({ tag, underUser, operations }) => (
        <section key={`${underUser} ${tag}`} className={styles.group}>
          <h2>{underUser ? t("apiDocs.underUser", { tag }) : tag}</h2>
          {operations.map((operation) => (
            <OperationCard key={operation.id} operation={operation} description={description} token={token} />
          ))}
        </section>
      ))}
    </>
  );
}
