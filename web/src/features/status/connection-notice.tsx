import { onlineManager } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useReachable } from "~/lib/api/reachability.ts";
import { t } from "~/lib/i18n/t.ts";
import styles from "./connection-notice.module.css";

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
}

/** One quiet line while the server cannot be reached. */
export function ConnectionNotice() {
  const online = useOnline();
  const reachable = useReachable();
  const text = online ? (reachable ? null : t("notice.unreachable")) : t("notice.offline");
  return (
    <div role="status">
      {text === null ? null : (
        <p className={styles.notice}>
          <CloudOff size={16} aria-hidden />
          {text}
        </p>
      )}
    </div>
  );
}
