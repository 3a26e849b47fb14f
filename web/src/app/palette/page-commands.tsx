import {
  BookOpen,
  Keyboard,
  Languages,
  LogOut,
  Plus,
  Redo2,
  Rows3,
  Search,
  SunMoon,
  Undo2,
} from "lucide-react";
import { VIEW_NAMES, VIEWS, type ViewName } from "~/app/views.ts";
import { signOut } from "~/features/account/sign-out.ts";
import { redoLast, undoLast } from "~/features/tasks/task-actions.ts";
import { DENSITIES, density, THEMES, theme } from "~/lib/appearance.ts";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES } from "~/lib/i18n/language.ts";
import { t } from "~/lib/i18n/t.ts";
import type { Command } from "./command.ts";

/** What the page around the commands can do for them. */
export interface PageDeeds {
  readonly goTo: (view: ViewName) => void;
  readonly add: () => void;
  readonly search: () => void;
  readonly help: () => void;
}

const VIEW_KEYS: Partial<Readonly<Record<ViewName, string>>> = {
  today: "g t",
  upcoming: "g u",
  inbox: "g i",
  open: "g o",
  filter: "f",
  done: "g c",
  all: "g a",
};

export function viewCommands({ goTo }: PageDeeds): Command[] {
  return VIEW_NAMES.map((view) => {
    const { name, icon: Icon } = VIEWS[view];
    const keys = VIEW_KEYS[view];
    return {
      id: `view.${view}`,
      name: t(name),
      icon: <Icon size={16} />,
      ...(keys === undefined ? {} : { keys }),
      run: () => goTo(view),
    };
  });
}

export function pageCommands({ add, search, help }: PageDeeds): Command[] {
  return [
    { id: "add", name: t("tasks.add.label"), icon: <Plus size={16} />, keys: "q", run: add },
    { id: "search", name: t("tasks.search.label"), icon: <Search size={16} />, keys: "/", run: search },
    { id: "undo", name: t("shortcuts.undo"), icon: <Undo2 size={16} />, keys: "z", run: undoLast },
    { id: "redo", name: t("shortcuts.redo"), icon: <Redo2 size={16} />, keys: "Shift+z", run: redoLast },
    { id: "help", name: t("shortcuts.title"), icon: <Keyboard size={16} />, keys: "?", run: help },
  ];
}

export function settingCommands(): Command[] {
  return [
    ...THEMES.map((value) => ({
      id: `theme.${value}`,
      name: `${t("account.theme")}: ${t(`account.theme.${value}`)}`,
      icon: <SunMoon size={16} />,
      run: () => theme.choose(value),
    })),
    ...DENSITIES.map((value) => ({
      id: `density.${value}`,
      name: `${t("account.density")}: ${t(`account.density.${value}`)}`,
      icon: <Rows3 size={16} />,
      run: () => density.choose(value),
    })),
    ...LANGUAGES.map((value) => ({
      id: `language.${value}`,
      name: `${t("account.language")}: ${LANGUAGE_NAMES[value]}`,
      icon: <Languages size={16} />,
      run: () => void chooseLanguage(value),
    })),
    {
      id: "apiDocs",
      name: t("account.apiDocs"),
      icon: <BookOpen size={16} />,
      run: () => window.location.assign("/api/docs"),
    },
    { id: "signOut", name: t("account.signOut"), icon: <LogOut size={16} />, run: () => void signOut() },
  ];
}
