import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { runCli } from '../../../src/cli/runCli.ts';
import type { CliInput } from '../../../src/cli/index.ts';
import { eventually } from '../../support/eventually.ts';

/** A command line that runs in this process. */
export interface RunningCli {
  /** All that was written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until an output holds a text. */
  readonly until: (output: 'stdout' | 'stderr', text: string) => Promise<void>;
  readonly interrupt: () => void;
  /** The exit code. */
  readonly ended: Promise<number>;
}

/** What the outputs are to the command. */
export interface CliTerminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly stdin?: CliInput;
  /** Whether progress is shown as on a terminal. */
  readonly live?: boolean;
}

/** Starts a command line whose outputs a test can watch. */
export function startCli(words: readonly string[], terminal: CliTerminal = {}): RunningCli {
  const { stdin, live = false, ...screen } = terminal;
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  const texts = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr'): PassThrough =>
    new PassThrough().on('data', (part: Buffer) => (texts[name] += String(part)));
  const stdout = Object.assign(collect('stdout'), screen);
  const { signal } = abort;
  const stderr = Object.assign(collect('stderr'), { isTTY: live });
  const io = { stdout, stderr, signal, interrupt, ...(stdin === undefined ? {} : { stdin }) };
  let over = false;
  const ended = runCli(words, { ...io, env: { NO_COLOR: '1' } }).then(async (code) => {
    // What was written last is still on its way through the outputs.
    await setImmediate();
    over = true;
    return code;
  });
  return {
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    until: async (output, text) => {
      await eventually(() => over || texts[output].includes(text));
      if (!texts[output].includes(text))
        throw new Error(`ended without '${text}': ${texts.stdout}${texts.stderr}`);
    },
    interrupt,
    ended,
  };
}
