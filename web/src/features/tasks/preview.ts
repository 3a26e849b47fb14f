/** The first line of a description without its Markdown signs, for one quiet line under a title. */
export function preview(description: string): string {
  const line = description.split("\n").find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? "";
  return line
    .replace(/^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+)/, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, "$2")
    .trim()
    .slice(0, 200);
}
