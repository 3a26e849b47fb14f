// Runs before the first paint. The keys are those of src/lib/appearance.ts, which goes on from here.
try {
  const { dataset } = document.documentElement;
  const theme = localStorage.getItem("taskward.theme");
  if (theme === "light" || theme === "dark") dataset.theme = theme;
  if (theme === "contrast" || matchMedia("(prefers-contrast: more)").matches) dataset.contrast = "more";
  if (localStorage.getItem("taskward.density") === "compact") dataset.density = "compact";
} catch {
  // Storage is switched off: the system's settings apply.
}
