/** Text with what a terminal does not show, or obeys, as its number, such as `\uFEFF`. */
export function visibleText(text: string): string {
  return text.replace(/[^\P{Cc}\t]|\p{Cf}/gu, (character) => {
    const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return number.length > 4 ? `\\u{${number}}` : `\\u${number.padStart(4, '0')}`;
  });
}
