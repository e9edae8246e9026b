import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/projectRoot.ts';
import { withFolder } from '../support/withFolder.ts';
import type { Mutant } from './mutants.ts';

/** How a planted bug ended. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly isFound: boolean;
  /** How many seeds it took; undefined where a test of its own looks for it. */
  readonly seeds: number | undefined;
  /** What was wrong, in its own words. */
  readonly by: string;
}

/** How many seeds are tried on each. */
export const MUTANT_SEEDS = 4_000;

const PATIENCE_MS = 240_000;

/** Plants one bug after the other in a copy of the build, and looks whether it is found. */
export async function runMutants(
  mutants: readonly Mutant[],
  tell: (result: MutantResult) => void,
): Promise<readonly MutantResult[]> {
  const results: MutantResult[] = [];
  await withFolder(async (folder) => {
    copyBuild(folder);
    for (const mutant of mutants) {
      const result = await tryMutant(mutant, path.join(folder, 'dist'));
      results.push(result);
      tell(result);
    }
  });
  return results;
}

function copyBuild(folder: string): void {
  const filter = (file: string): boolean => !/\.(map|d\.ts)$/.test(file);
  cpSync(path.join(projectRoot, 'dist'), path.join(folder, 'dist'), { recursive: true, filter });
  cpSync(path.join(projectRoot, 'package.json'), path.join(folder, 'package.json'));
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(folder, 'node_modules'));
}

/** @throws Error where the text does not stand in the build, or more than once */
export function plant(code: string, { file, name, text, instead }: Mutant): string {
  const parts = code.split(text);
  if (parts.length === 2) return parts.join(instead);
  throw new Error(
    `mutant '${name}': its text stands ${parts.length - 1} times in ${file}, expected once: ${text}`,
  );
}

async function tryMutant(mutant: Mutant, dist: string): Promise<MutantResult> {
  const file = path.join(dist, mutant.file);
  const code = readFileSync(file, 'utf8');
  writeFileSync(file, plant(code, mutant));
  try {
    return mutant.test === undefined
      ? judgeSeeds(mutant, await run(dist, ['test/simulate/main.js', ...seedWords]))
      : judgeTest(mutant, mutant.test, await run(dist, [mutant.test]));
  } finally {
    writeFileSync(file, code);
  }
}

const seedWords = ['--first', '--seeds', `${MUTANT_SEEDS}`];

interface Ended {
  readonly code: number | undefined;
  readonly text: string;
}

function judgeSeeds(mutant: Mutant, { code, text }: Ended): MutantResult {
  const [, seed, why] = /^seed (\d+) FAILS: (.*\n.*)/m.exec(text) ?? [];
  const told = seed === undefined ? firstError(text) : why?.replace(/\n\s*/, ': ');
  return {
    mutant,
    isFound: code !== 0,
    seeds: seed === undefined ? undefined : Number(seed),
    by: code === undefined ? 'it does not end' : code === 0 ? '' : (told ?? ''),
  };
}

function judgeTest(mutant: Mutant, test: string, { code }: Ended): MutantResult {
  return { mutant, isFound: code !== 0, seeds: undefined, by: path.basename(test, '.js') };
}

function firstError(text: string): string {
  return text.split('\n').find((line) => line.includes('Error')) ?? 'it ends the process';
}

/** Runs a program of the copy to its end; without a code where that took too long. */
function run(dist: string, words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...words], { cwd: dist, stdio: 'pipe' });
    let text = '';
    let isLate = false;
    const take = (piece: Buffer): void => void (text += piece.toString());
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, PATIENCE_MS);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: isLate ? undefined : (code ?? 1), text });
    });
  });
}
