/** Parts of the font size that letters take: more than most fonts need, since the font is the reader's. */
const WIDE = 1.05;
const CAPITAL = 0.78;
const USUAL = 0.62;
const NARROW = 0.36;

/** A text that fits into a width in px at a font size in px; what is cut off is told by three dots. */
export function fitText(text: string, width: number, size: number): string {
  const letters = Array.from(text);
  const room = width / size;
  const all = letters.reduce((sum, letter) => sum + widthOf(letter), 0);
  if (all <= room) return text;
  let used = WIDE;
  const end = letters.findIndex((letter) => (used += widthOf(letter)) > room);
  return `${letters.slice(0, end).join('')}…`;
}

/** Of letters of which nothing is known, such as those of East Asia, as wide as high. */
function widthOf(letter: string): number {
  if (/[ijlIft.,:;'|!()[\] ]/.test(letter)) return NARROW;
  if (/[mwMW@%…\u0100-\uFFFF]/u.test(letter)) return WIDE;
  if (/[A-Z&]/.test(letter)) return CAPITAL;
  return letter.length > 1 ? WIDE : USUAL;
}
