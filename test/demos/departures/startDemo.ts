import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../support/projectRoot.ts';

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The demo as a process of its own, serving its board. */
export interface RunningDemo {
  /** What it printed: where the board is. */
  readonly address: string;
  /** Sends a signal and resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd>;
}

const main = path.join(projectRoot, 'dist', 'src', 'cli', 'main.js');

/** Starts the departures demo as a user does and resolves when it has printed its address. */
export function startDemo(words: readonly string[]): Promise<RunningDemo> {
  const child = spawn(process.execPath, [main, 'demo', 'departures', ...words]);
  const texts = { stdout: '', stderr: '' };
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  child.stderr.on('data', (part: Buffer) => (texts.stderr += String(part)));
  const end = (signal: NodeJS.Signals): Promise<ProcessEnd> => {
    child.kill(signal);
    return ended;
  };
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.stdout.on('data', (part: Buffer) => {
      texts.stdout += String(part);
      const address = /^(http:\S+)\n/.exec(texts.stdout)?.[1];
      if (address !== undefined) resolve({ address, end });
    });
    void ended.then(({ stderr }) => reject(new Error(`the demo ended at once: ${stderr}`)));
  });
}
