import { ChevronsUpDown } from "lucide-react";
import { ACCOUNT_MENU } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";
import styles from "./account-menu.module.css";

const AccountMenuItems = lazyAhead(() => import("./account-menu-items.tsx"));

export interface AccountMenuProps {
  readonly onShortcuts: () => void;
  readonly onCommands: () => void;
}

/** Who is signed in, and behind that the few settings there are. */
export function AccountMenu(props: AccountMenuProps) {
  const { name, email } = useUser();
  return (
    <Popup
      button={(opener) => (
        <button {...opener} id={ACCOUNT_MENU} type="button" className={styles.button}>
          <span className="visually-hidden">{t("account.menu")}: </span>
          <span className={styles.initial} aria-hidden>
            {[...(name.trim() || email)][0]?.toUpperCase()}
          </span>
          <span className={styles.who}>
            <span className={styles.name} dir="auto">
              {name}
            </span>
            <span className={styles.email}>{email}</span>
          </span>
          <ChevronsUpDown size={15} aria-hidden />
        </button>
      )}
      content={(overlay) => <AccountMenuItems {...props} {...overlay} />}
    />
  );
}
