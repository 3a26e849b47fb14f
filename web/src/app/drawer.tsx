import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { t } from "~/lib/i18n/t.ts";
import { IconButton } from "~/ui/icon-button.tsx";
import { Logo } from "~/ui/logo.tsx";
import styles from "./drawer.module.css";

interface DrawerProps {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What the sidebar holds, where the page is too narrow for a sidebar. */
export default function Drawer({ onClose, children }: DrawerProps) {
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable
      className={styles.scrim}
    >
      <Modal className={styles.drawer}>
        <Dialog aria-label={t("nav.label")} className={styles.body}>
          <div className={styles.head}>
            <Logo name={t("app.name")} />
            <IconButton label={t("nav.close")} onClick={onClose}>
              <X size={18} aria-hidden />
            </IconButton>
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
