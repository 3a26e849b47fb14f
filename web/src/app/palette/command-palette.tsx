import { useRouter } from "@tanstack/react-router";
import { CircleCheck, CircleDashed, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { TaskInHand } from "~/features/tasks/shown-tasks.ts";
import { finds } from "~/lib/data/search.ts";
import { t } from "~/lib/i18n/t.ts";
import { Keys } from "~/ui/keys.tsx";
import type { Command, CommandGroup } from "./command.ts";
import styles from "./command-palette.module.css";
import { type PageDeeds, pageCommands, settingCommands, viewCommands } from "./page-commands.tsx";
import { taskCommands } from "./task-commands.tsx";
import { useFoundTasks } from "./use-found-tasks.ts";

interface CommandPaletteProps extends PageDeeds {
  /** The task that had the focus when it was opened. */
  readonly inHand: TaskInHand | null;
  /** Closes it and, once it is gone, does what was chosen. */
  readonly onClose: (run?: () => void) => void;
}

/** Everything that can be done and every place to go to, by typing some of its name. */
export default function CommandPalette({ inHand, onClose, ...deeds }: CommandPaletteProps) {
  const router = useRouter();
  const listbox = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const found = useFoundTasks(text);

  const open = (id: string) => void router.navigate({ to: "/tasks/$taskId", params: { taskId: id } });
  // What they say and do stays the same while it is open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once
  const all = useMemo<CommandGroup[]>(
    () => [
      ...(inHand === null
        ? []
        : [{ name: inHand.task.title, commands: taskCommands(inHand, () => open(inHand.task.id)) }]),
      { name: t("palette.actions"), commands: pageCommands(deeds) },
      { name: t("shortcuts.group.goTo"), commands: viewCommands(deeds) },
      { name: t("palette.settings"), commands: settingCommands() },
    ],
    [],
  );
  const groups: CommandGroup[] = [
    ...all.map(({ name, commands }) => ({
      name,
      commands: commands.filter((command) => finds(text, `${command.name} ${command.words ?? ""}`)),
    })),
    {
      name: t("tasks.list"),
      commands: found.map((task) => ({
        id: task.id,
        name: task.title,
        icon: task.completed ? <CircleCheck size={16} /> : <CircleDashed size={16} />,
        run: () => open(task.id),
      })),
    },
  ].filter(({ commands }) => commands.length > 0);
  const offered: readonly Command[] = groups.flatMap(({ commands }) => commands);
  const current = offered[Math.min(active, offered.length - 1)];
  const optionId = ({ id }: Command) => `${listbox}-${id}`;

  const currentId = current === undefined ? null : optionId(current);
  useEffect(() => {
    if (currentId !== null) document.getElementById(currentId)?.scrollIntoView({ block: "nearest" });
  }, [currentId]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && offered.length > 0) {
      event.preventDefault();
      setActive((Math.min(active, offered.length - 1) + step + offered.length) % offered.length);
    } else if (event.key === "Enter" && current !== undefined) {
      event.preventDefault();
      onClose(current.run);
    }
  }

  return (
    <ModalOverlay
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      isDismissable
      className={styles.scrim}
    >
      <Modal className={styles.modal}>
        <Dialog aria-label={t("palette.label")} className={styles.dialog}>
          <div className={styles.field}>
            <Search size={18} className={styles.sign} aria-hidden />
            <input
              className={styles.input}
              role="combobox"
              aria-label={t("palette.label")}
              placeholder={t("palette.placeholder")}
              aria-expanded
              aria-autocomplete="list"
              aria-controls={listbox}
              aria-activedescendant={currentId ?? undefined}
              autoComplete="off"
              spellCheck={false}
              dir="auto"
              autoFocus
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div id={listbox} role="listbox" aria-label={t("palette.label")} className={styles.list}>
            {groups.map(({ name, commands }) => (
              // biome-ignore lint/a11y/useSemanticElements: no field set belongs into a list of options
              <div key={name} role="group" aria-label={name} className={styles.group}>
                <div className={styles.name} aria-hidden dir="auto">
                  {name}
                </div>
                {commands.map((command) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys of its options
                  <div
                    key={command.id}
                    id={optionId(command)}
                    role="option"
                    tabIndex={-1}
                    aria-selected={command === current}
                    className={styles.option}
                    onPointerMove={() => setActive(offered.indexOf(command))}
                    onClick={() => onClose(command.run)}
                  >
                    <span className={styles.icon} aria-hidden>
                      {command.icon}
                    </span>
                    <span className={styles.text} dir="auto">
                      {command.name}
                    </span>
                    {command.keys?.split(" ").map((key) => (
                      <Keys key={key} keys={key} />
                    ))}
                  </div>
                ))}
              </div>
            ))}
          </div>
          <p className={styles.none} role="status">
            {offered.length === 0 ? t("palette.nothing") : null}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
