import type { ReactNode } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { t } from "~/lib/i18n/t.ts";
import styles from "./task-notes.module.css";

/** Addresses a link may lead to. Anything else, relative ones included, becomes plain text. */
const SAFE_LINK = /^(?:https?:\/\/|mailto:|tel:)/i;

function SafeLink({ href, children }: { readonly href: string | undefined; readonly children?: ReactNode }) {
  if (href === undefined || !SAFE_LINK.test(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {children}
    </a>
  );
}

/** All of one level, right below the page's: a description may begin with any, and skip some. */
function NotesHeading({ rank, children }: { readonly rank: 1 | 2 | 3; readonly children?: ReactNode }) {
  return <h2 data-rank={rank}>{children}</h2>;
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  // Loading a picture would tell its owner who reads what and when.
  img: ({ src, alt }) => (
    <SafeLink href={typeof src === "string" ? src : undefined}>
      {alt === undefined || alt === "" ? t("markdown.imageWithoutText") : t("markdown.image", { alt })}
    </SafeLink>
  ),
  // A task list's box is a sign here, not a control: it could not be saved.
  input: ({ checked }) => (
    <span className={styles["box"]} data-checked={checked || undefined}>
      <span className="visually-hidden">{t(checked ? "markdown.done" : "markdown.open")}</span>
    </span>
  ),
  h1: ({ children }) => <NotesHeading rank={1}>{children}</NotesHeading>,
  h2: ({ children }) => <NotesHeading rank={2}>{children}</NotesHeading>,
  h3: ({ children }) => <NotesHeading rank={3}>{children}</NotesHeading>,
  h4: ({ children }) => <NotesHeading rank={3}>{children}</NotesHeading>,
  h5: ({ children }) => <NotesHeading rank={3}>{children}</NotesHeading>,
  h6: ({ children }) => <NotesHeading rank={3}>{children}</NotesHeading>,
};

/**
 * A description shown as Markdown. It is turned into React elements; HTML in it stays visible text,
 * links carry `rel` and `target`, and no image is loaded.
 */
export default function TaskNotes({ text }: { readonly text: string }) {
  return (
    <div className={styles.notes} dir="auto">
      <Markdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {text}
      </Markdown>
    </div>
  );
}
