import { Suspense, useEffect, useRef } from "react";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { closeListDialog, useListQuestion } from "./open-list-dialog.ts";

const LooksDialog = lazyAhead(() => import("./looks-dialog.tsx"));
const DeleteDialog = lazyAhead(() => import("./delete-dialog.tsx"));

interface ListDialogsProps {
  /** After a list was made. */
  readonly onMade: (id: string) => void;
  readonly onDeleted: (id: string) => void;
}

/** Where lists are made, changed and deleted. Belongs on the page once. */
export function ListDialogs({ onMade, onDeleted }: ListDialogsProps) {
  const asked = useListQuestion();

  // Once the dialog is gone, at once: the next key belongs to where the person has gone by then.
  const from = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (asked === null && from.current !== null) {
      (from.current.isConnected ? from.current : document.getElementById("content"))?.focus();
    }
    from.current = asked?.from ?? null;
  }, [asked]);

  if (asked === null) return null;
  const { question } = asked;
  return (
    <Suspense>
      {question.kind === "delete" ? (
        <DeleteDialog list={question.list} onClose={closeListDialog} onDeleted={onDeleted} />
      ) : (
        <LooksDialog
          list={question.kind === "edit" ? question.list : null}
          onClose={closeListDialog}
          onMade={onMade}
        />
      )}
    </Suspense>
  );
}
