const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** The head of an integer of nine digits. */
const HEAD = "i";

/**
 * Where a task stands in its owner's order by hand as long as nobody put it anywhere: behind what was created before,
 * by the milliseconds and the random bits of its id. The server gives it the same place.
 */
export function ownPlace(id: string): string {
  const hex = id.replaceAll("-", "");
  const millis = Number.parseInt(hex.slice(0, 12), 16);
  const random = Number.parseInt(hex.slice(21), 16) % 2 ** 42;
  return HEAD + digits(millis, 9) + digits(random, 8).replace(/0+$/, "");
}

function digits(number: number, count: number): string {
  let text = "";
  for (let rest = number; text.length < count; rest = Math.floor(rest / DIGITS.length)) {
    text = DIGITS.charAt(rest % DIGITS.length) + text;
  }
  return text;
}
