import { BookOpen, Command, Keyboard, LogOut } from "lucide-react";
import { DENSITIES, density, THEMES, theme } from "~/lib/appearance.ts";
import { ACCOUNT_MENU, focusAfterRedraw } from "~/lib/focus-targets.ts";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, useLanguage } from "~/lib/i18n/language.ts";
import { t } from "~/lib/i18n/t.ts";
import { useChoice } from "~/lib/stored-choice.ts";
import { MenuChoice, MenuItem, MenuOverlay, MenuSeparator } from "~/ui/menu.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import type { AccountMenuProps } from "./account-menu.tsx";
import { signOut } from "./sign-out.ts";

export default function AccountMenuItems({
  onShortcuts,
  onCommands,
  ...overlay
}: AccountMenuProps & OpenPopupProps) {
  const language = useLanguage();
  return (
    <MenuOverlay {...overlay} label={t("account.menu")} placement="top start">
      <MenuChoice
        label={t("account.theme")}
        value={useChoice(theme)}
        values={THEMES}
        name={(value) => t(`account.theme.${value}`)}
        onChoose={theme.choose}
      />
      <MenuChoice
        label={t("account.density")}
        value={useChoice(density)}
        values={DENSITIES}
        name={(value) => t(`account.density.${value}`)}
        onChoose={density.choose}
      />
      <MenuChoice
        label={t("account.language")}
        value={language.name}
        values={LANGUAGES}
        name={(value) => LANGUAGE_NAMES[value]}
        nameLanguage={(value) => value}
        onChoose={(value) => void chooseLanguage(value).then(() => focusAfterRedraw(ACCOUNT_MENU))}
      />
      <MenuSeparator />
      <MenuItem icon={<Command size={16} />} shortcut="Mod+k" onAction={onCommands}>
        {t("shortcuts.palette")}
      </MenuItem>
      <MenuItem icon={<Keyboard size={16} />} shortcut="?" onAction={onShortcuts}>
        {t("account.shortcuts")}
      </MenuItem>
      <MenuItem icon={<BookOpen size={16} />} href="/api/docs">
        {t("account.apiDocs")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut size={16} />} onAction={() => void signOut()}>
        {t("account.signOut")}
      </MenuItem>
    </MenuOverlay>
  );
}
