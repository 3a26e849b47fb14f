import Markdown from "react-markdown";
import styles from "./prose.module.css";

/** Text of the description, which is Markdown by OpenAPI's rule. */
export function Prose({ text }: { readonly text: string | undefined }) {
  if (text === undefined || text === "") return null;
  return (
    <div className={styles.prose} lang="en">
      <Markdown>{text}</Markdown>
    </div>
  );
}
