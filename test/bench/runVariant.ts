import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../support/projectRoot.ts';
import type { BenchCase, Cost, Run, Variant } from './benchCase.ts';

/** Runs a variant in a process of its own. With 0 passes work is only checked, and done once. */
export async function runVariant(bench: BenchCase, variant: Variant, passes: number): Promise<Run> {
  if ('command' in variant) {
    const { told, stdout } = await execute(['--import', built('measured'), ...variant.command]);
    return { ...(JSON.parse(told) as Cost), ...variant.read(stdout) };
  }
  const { told } = await execute([built('worker'), bench.name, variant.name, String(passes)]);
  return JSON.parse(told) as Run;
}

function built(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url));
}

/** Runs Node; resolves with what it wrote to the standard output and to the file descriptor 3. */
async function execute(
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly told: string }> {
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
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
