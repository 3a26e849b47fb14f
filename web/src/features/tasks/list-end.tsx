import { useEffect, useRef } from "react";
import { t } from "~/lib/i18n/t.ts";
import { Button } from "~/ui/button.tsx";
import styles from "./list-end.module.css";

interface ListEndProps {
  readonly loading: boolean;
  readonly failed: boolean;
  readonly onMore: () => void;
}

/** Asks for the next page before the end of the list comes into view. */
export function ListEnd({ loading, failed, onMore }: ListEndProps) {
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (end.current === null || loading || failed) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), {
      rootMargin: "800px",
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [loading, failed, onMore]);

  return (
    <div ref={end} className={styles.end}>
      {loading ? <p role="status">{t("tasks.loadingMore")}</p> : null}
      {failed ? <p role="alert">{t("tasks.loadMoreFailed")}</p> : null}
      {loading ? null : (
        <Button look="plain" onClick={onMore}>
          {failed ? t("app.tryAgain") : t("tasks.loadMore")}
        </Button>
      )}
    </div>
  );
}
