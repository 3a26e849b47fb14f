import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { t } from "~/lib/i18n/t.ts";
import styles from "./dialog.module.css";
import { IconButton } from "./icon-button.tsx";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Called when it asks to be closed; without it, it cannot be closed. */
  readonly onClose?: () => void;
  readonly width?: "narrow" | "wide";
  readonly children: ReactNode;
}

export function Dialog({ title, isOpen, onClose, width = "narrow", children }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
      isDismissable={onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      className={styles.scrim}
    >
      <Modal className={styles.modal} data-width={width}>
        <AriaDialog className={styles.dialog}>
          <div className={styles.head}>
            <Heading slot="title" level={2} className={styles.title}>
              {title}
            </Heading>
            {onClose === undefined ? null : (
              <IconButton label={t("app.close")} onClick={onClose}>
                <X size={18} aria-hidden />
              </IconButton>
            )}
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
