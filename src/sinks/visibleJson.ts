/** JSON without what a terminal would obey or hide, which JSON can say as numbers. */
export function visibleJson(json: string): string {
  return json.replace(/[^\P{Cc}\n]|\p{Cf}/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
