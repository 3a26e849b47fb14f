const rows = (): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>("[data-task-list] [role='row']"),
];

/** The row that has the focus, itself or something in it. */
export function focusedRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-task-list] [role='row']") ?? null;
}

/** Puts the focus on the row `step` rows further; on the first row if none has it. */
export function moveFocus(step: 1 | -1): void {
  const all = rows();
  const current = focusedRow();
  const index = current === null ? 0 : all.indexOf(current) + step;
  all[index]?.focus();
}

/** Puts the focus on the row of a task, once it is drawn. */
export function focusRow(id: string): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-task-list] [data-key="${id}"]`)?.focus(),
  );
}
