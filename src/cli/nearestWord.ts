/** The word that was probably meant: the most similar one, if at most a third of it is different. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Infinity;
  for (const candidate of words) {
    const edits = editsBetween(word.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (edits <= allowed && edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}

/** A text that asks for the nearest word, behind those before it, to be put behind an error; empty when none is near. */
export function didYouMean(word: string, words: readonly string[], before = ''): string {
  const nearest = nearestWord(word, words);
  return nearest === undefined ? '' : ` Did you mean '${`${before} ${nearest}`.trim()}'?`;
}

/** The same, or where no word is near, all there are, or `none`. */
export function nearestOrAll(word: string, words: readonly string[], none: string): string {
  const all = words.length === 0 ? none : `It has: ${words.join(', ')}.`;
  return didYouMean(word, words) || ` ${all}`;
}

/** How many letters have to be put in, left out, changed or swapped with their neighbour. */
function editsBetween(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = at(row, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let edits = Math.min(change, at(row, j) + 1, at(next, j - 1) + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) edits = Math.min(edits, at(before, j - 2) + 1);
      next.push(edits);
    }
    before = row;
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] as number;
}
