import type { TestFile } from './findTests.ts';
import { nearestWord } from './nearestWord.ts';

/**
 * The files that the words name: a room (`operators/windows`), the end or the beginning of a room's
 * path (`windows`, `operators`), or a file (`architecture`). No word names all of them.
 */
export function chooseTests(
  files: readonly TestFile[],
  words: readonly string[],
): readonly TestFile[] {
  for (const word of words) {
    if (!files.some((file) => isNamed(file, word))) throw new Error(unknown(files, word));
  }
  return words.length === 0
    ? files
    : files.filter((file) => words.some((word) => isNamed(file, word)));
}

function isNamed(file: TestFile, word: string): boolean {
  const plain = word.replace(/^test\//, '').replace(/\/$/, '');
  return file.name === plain || `/${file.room}/`.includes(`/${plain}/`);
}

function unknown(files: readonly TestFile[], word: string): string {
  const known = files.flatMap((file) => [file.room, file.name, ...file.room.split('/')]);
  const nearest = nearestWord(word, known);
  const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
  return `no room and no test file is named '${word}'.${hint}`;
}
