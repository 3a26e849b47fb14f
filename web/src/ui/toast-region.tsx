import { X } from "lucide-react";
import { Text } from "react-aria-components/Text";
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as AriaToastContent,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from "react-aria-components/Toast";
import { t } from "~/lib/i18n/t.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import { toastQueue } from "./toast.ts";
import styles from "./toast-region.module.css";

/** The place where messages appear. Belongs on the page once. */
export default function ToastRegion() {
  return (
    <AriaToastRegion queue={toastQueue} aria-label={t("notice.region")} className={styles.region}>
      {({ toast: item }) => (
        <AriaToast toast={item} className={styles.toast} data-tone={item.content.tone ?? "calm"}>
          <AriaToastContent className={styles.content}>
            <Text slot="title" className={styles.text} dir="auto">
              {item.content.text}
            </Text>
            {item.content.detail === undefined ? null : (
              <Text slot="description" className={styles.detail}>
                {item.content.detail}
              </Text>
            )}
          </AriaToastContent>
          {item.content.action === undefined ? null : (
            <Button
              look="plain"
              onClick={() => {
                item.content.action?.run();
                toastQueue.close(item.key);
              }}
            >
              {item.content.action.label}
            </Button>
          )}
          <IconButton data-close label={t("app.close")} onClick={() => toastQueue.close(item.key)}>
            <X size={16} aria-hidden />
          </IconButton>
        </AriaToast>
      )}
    </AriaToastRegion>
  );
}
