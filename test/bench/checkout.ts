import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The commit that a word stands for in a repository. */
export async function commitOf(root: string, revision: string): Promise<string> {
  try {
    const parse = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const { stdout } = await execute('git', parse, { cwd: root });
    return stdout.trim();
  } catch (cause) {
    throw new Error(`--compare: expected a commit, got '${revision}'`, { cause });
  }
}

/** Builds a commit in a folder of its own, with the packages of this one; the folder is removed in the end. */
export async function withCheckout<T>(
  root: string,
  commit: string,
  signal: AbortSignal,
  use: (checkout: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-bench-'));
  const checkout = path.join(folder, 'checkout');
  try {
    await execute('git', ['worktree', 'add', '--detach', checkout, commit], { cwd: root, signal });
    await symlink(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
    await build(checkout, signal);
    return await use(checkout);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await execute('git', ['worktree', 'prune'], { cwd: root });
  }
}

async function build(checkout: string, signal: AbortSignal): Promise<void> {
  try {
    await execute(path.join('node_modules', '.bin', 'tsc'), [], { cwd: checkout, signal });
  } catch (cause) {
    signal.throwIfAborted();
    const { stdout } = cause as { readonly stdout?: string };
    throw new Error(`--compare: the commit cannot be built:\n${stdout}`, { cause });
  }
}
