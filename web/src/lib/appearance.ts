import { StoredChoice } from "./stored-choice.ts";

/** `contrast` is light or dark as the system says, with more contrast; the system can ask for that too. */
export const THEMES = ["system", "light", "dark", "contrast"] as const;
export const DENSITIES = ["comfortable", "compact"] as const;

export const theme = new StoredChoice("taskward.theme", THEMES);
export const density = new StoredChoice("taskward.density", DENSITIES);

const moreContrast = window.matchMedia("(prefers-contrast: more)");

/** Says on the root element what src/ui/tokens.css reads there; `theme-script.js` does so before the first paint. */
function show(): void {
  const { dataset } = document.documentElement;
  const chosen = theme.value();
  if (chosen === "light" || chosen === "dark") dataset["theme"] = chosen;
  else delete dataset["theme"];
  if (chosen === "contrast" || moreContrast.matches) dataset["contrast"] = "more";
  else delete dataset["contrast"];
  if (density.value() === "compact") dataset["density"] = "compact";
  else delete dataset["density"];
}

/** Follows the choices and the system's setting from now on. */
export function followAppearance(): void {
  show();
  theme.subscribe(show);
  density.subscribe(show);
  moreContrast.addEventListener("change", show);
}
