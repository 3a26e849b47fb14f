import type { Task } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { TextButton } from "~/ui/text-button.tsx";
import { clearSamples, useSamples } from "./samples.ts";
import styles from "./samples-notice.module.css";

/** Says which tasks are samples as long as one is in sight, and clears them in one press. */
export function SamplesNotice({ tasks = [] }: { readonly tasks: readonly Task[] | undefined }) {
  const { id: subject } = useUser();
  const samples = useSamples(subject);
  if (!tasks.some(({ id }) => samples.includes(id))) return null;
  return (
    <p className={styles.notice}>
      {t("samples.notice")}
      <TextButton onClick={() => void clearSamples(subject, tasks)}>{t("samples.clear")}</TextButton>
    </p>
  );
}
