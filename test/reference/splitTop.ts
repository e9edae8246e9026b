const token = /\/\*[\s\S]*?\*\/|'[^']*'|=>|[\s\S]/g;

/** The parts of a text of types between the separators that stand in no brackets. */
export function splitTop(text: string, separator: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const [found] of text.matchAll(token)) {
    if (found === separator && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${found}`);
    if ('([{<'.includes(found)) depth += 1;
    if (')]}>'.includes(found)) depth -= 1;
  }
  return parts;
}

/** A text of types from its beginning to the bracket that closes its first one. */
export function untilClosed(text: string): string {
  let depth = 0;
  let taken = '';
  for (const [found] of text.matchAll(token)) {
    taken += found;
    if ('([{<'.includes(found)) depth += 1;
    if (')]}>'.includes(found) && (depth -= 1) === 0) return taken;
  }
  return taken;
}
