import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../support/projectRoot.ts';

/** How a command of the built command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test does to a running command. */
export interface CommandConfig {
  readonly input?: string;
  readonly env?: Record<string, string>;
  /** Called with all of stderr whenever something comes; a signal that it returns is sent. */
  readonly onStderr?: (text: string) => Promise<NodeJS.Signals | undefined>;
  /** Called with all of stdout whenever something comes; a signal that it returns is sent. */
  readonly onStdout?: (text: string) => NodeJS.Signals | undefined;
}

const main = path.join(projectRoot, 'dist', 'src', 'cli', 'main.js');

/** Runs the built command line as a process of its own. */
export function runCommand(args: readonly string[], config: CommandConfig = {}): Promise<Ended> {
  const { input = '', env = {}, onStderr, onStdout } = config;
  const { NO_COLOR: _no, FORCE_COLOR: _force, MILLRACE_DEBUG: _debug, ...rest } = process.env;
  const child = spawn(process.execPath, [main, ...args], { env: { ...rest, ...env } });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => {
    texts.stdout += String(part);
    const signal = onStdout?.(texts.stdout);
    if (signal !== undefined) child.kill(signal);
  });
  child.stderr.on('data', (part: Buffer) => {
    texts.stderr += String(part);
    void Promise.resolve(onStderr?.(texts.stderr)).then((signal) => {
      if (signal !== undefined) child.kill(signal);
    });
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
}
