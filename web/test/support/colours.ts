/** A colour of CSS Color 4: OKLCH with its opacity. */
interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  /** In degrees. */
  readonly hue: number;
  readonly alpha: number;
}

/** The colour of a token, named without its dashes. */
export type Theme = (token: string) => Oklch;

type LinearRgb = readonly [red: number, green: number, blue: number];

const COLOUR = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: / ([\d.]+))?\)`;

function declarations(css: string, selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf("\n}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

function parse(value: string): Oklch {
  const match = new RegExp(`^${COLOUR}$`).exec(value);
  if (match === null) throw new Error(`not a colour: ${value}`);
  const [lightness = 0, chroma = 0, hue = 0] = match.slice(1, 4).map(Number);
  return { lightness, chroma, hue, alpha: Number(match[4] ?? 1) };
}

/** Every theme that tokens.css describes. */
export function readThemes(css: string): Readonly<Record<string, Theme>> {
  const usual = declarations(css, ":root");
  const more = new Map([...usual, ...declarations(css, ':root[data-contrast="more"]')]);
  const theme =
    (tokens: ReadonlyMap<string, string>, side: 0 | 1): Theme =>
    (name) => {
      const value = tokens.get(name);
      if (value === undefined) throw new Error(`no token --${name}`);
      const both = /^light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)$/.exec(value);
      return parse(both?.[side + 1] ?? value);
    };
  return {
    light: theme(usual, 0),
    dark: theme(usual, 1),
    "light, more contrast": theme(more, 0),
    "dark, more contrast": theme(more, 1),
  };
}

/** Björn Ottosson's matrices, as CSS Color 4 has them; what sRGB cannot show is cut off, as browsers nearly do. */
function toLinearRgb({ lightness, chroma, hue }: Oklch): LinearRgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  return [
    cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Opacity mixes values as they are coded, not light. */
const code = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
const decode = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

function lay(over: Oklch, ground: LinearRgb): LinearRgb {
  const [red, green, blue] = toLinearRgb(over).map((value, channel) =>
    decode(code(value) * over.alpha + code(ground[channel] ?? 0) * (1 - over.alpha)),
  );
  return [red ?? 0, green ?? 0, blue ?? 0];
}

const luminance = ([red, green, blue]: LinearRgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** The contrast ratio of WCAG 2.2 between a token and what it stands on. */
export function contrast(theme: Theme, sign: string, ground: string, over?: string): number {
  const bare = toLinearRgb(theme(ground));
  const under = over === undefined ? bare : lay(theme(over), bare);
  const values = [luminance(lay(theme(sign), under)), luminance(under)];
  return (Math.max(...values) + 0.05) / (Math.min(...values) + 0.05);
}
