import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Cost, Run, Variant } from './benchCase.ts';

/** Where a variant is found. */
export interface Place {
  /** The folder of a built checkout. */
  readonly root: string;
  readonly bench: string;
  readonly short: boolean;
  /** Ends a run that is under way. */
  readonly signal?: AbortSignal;
}

/** Runs a variant in a process of its own. With 0 passes the first one counts, and work is checked. */
export async function runVariant(place: Place, variant: Variant, passes: number): Promise<Run> {
  const { root, bench, short } = place;
  const built = (name: string): string => path.join(root, 'dist/test/bench', `${name}.js`);
  if ('command' in variant) {
    const program = ['--import', built('measured'), ...variant.command];
    const { told, stdout } = await execute(program, place);
    return { ...(JSON.parse(told) as Cost), ...variant.read(stdout) };
  }
  const form = short ? 'short' : 'full';
  const { told } = await execute(
    [built('worker'), bench, variant.name, String(passes), form],
    place,
  );
  return JSON.parse(told) as Run;
}

/** Runs Node; resolves with what it wrote to the standard output and to the file descriptor 3. */
async function execute(
  args: readonly string[],
  { root, signal }: Place,
): Promise<{ readonly stdout: string; readonly told: string }> {
  const child = spawn(process.execPath, ['--expose-gc', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    signal,
  });
  const [stdout, stderr, told, code] = await Promise.all([
    textOf(child.stdio[1]),
    textOf(child.stdio[2]),
    textOf(child.stdio[3]),
    new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    }),
  ]);
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return { stdout, told };
}

async function textOf(stream: Readable | Writable | null | undefined): Promise<string> {
  const parts: string[] = [];
  for await (const part of stream as Readable) parts.push(String(part));
  return parts.join('');
}
