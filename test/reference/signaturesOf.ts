/** The signatures of an exported function: its overloads, or the one that it has. */
export function signaturesOf(text: string, name: string): readonly string[] {
  const starts = [...text.matchAll(new RegExp(`^export function ${name}\\b`, 'gm'))];
  const all = starts.map(({ index }) => headFrom(text.slice(index)));
  return all.length > 1 ? all.slice(0, -1) : all;
}

// Up to the body, or the end of an overload: the first brace or semicolon in no parentheses.
function headFrom(text: string): string {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i] ?? '';
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth === 0 && '{;'.includes(letter)) return text.slice('export '.length, i).trimEnd();
  }
  return '';
}
