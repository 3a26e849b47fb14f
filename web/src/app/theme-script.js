// Runs before the first paint. The key is the one of src/lib/preferences.ts.
try {
  const theme = localStorage.getItem("taskward.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme applies.
}
