import type { Plugin } from "vite";

/** Ways in which a text becomes markup. Trusted Types refuse them all, so code that uses one breaks for some text or other. */
const SINKS =
  /\.(?:inner|outer)HTML\s*=[^=]|\.insertAdjacentHTML\(|\.createContextualFragment\(|\.parseFromString\(|document\.write\(/;

/** React's own, behind `dangerouslySetInnerHTML`, which the lint rules forbid, and for `<script>`, which nobody renders. */
const NEVER_REACHED = /\/node_modules\/react-dom\//;

/** Fails the build for a dependency that makes markup out of texts. */
export function noMarkupSinks(): Plugin {
  return {
    name: "taskward:no-markup-sinks",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk") continue;
        for (const [id, { code }] of Object.entries(output.modules)) {
          const sink = SINKS.exec(code ?? "")?.[0];
          if (sink !== undefined && !NEVER_REACHED.test(id)) this.error(`${id} makes markup: ${sink}`);
        }
      }
    },
  };
}
