#!/usr/bin/env node
import { EXIT } from './exitCode.ts';
import { runCli } from './runCli.ts';

const { stdout, stderr, env, argv } = process;
const abort = new AbortController();

/** The first signal asks the command to close what it opened, the second one does not wait. */
function interrupt(): void {
  if (abort.signal.aborted) process.exit(EXIT.interrupted);
  abort.abort();
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

/** Who reads the output has left, as `head` does: that is no failure. */
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
});

process.exitCode = await runCli(argv.slice(2), {
  stdout,
  stderr,
  signal: abort.signal,
  env,
  interrupt,
  // Only a command that reads it opens it.
  get stdin() {
    return process.stdin;
  },
});
