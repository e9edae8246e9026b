import { Command } from 'commander';
import type { CliIo } from './cliIo.ts';

/** What a command says of itself. */
export interface CommandConfig {
  /** How it is called, such as `millrace demo quakes`. */
  readonly name: string;
  readonly summary: string;
  /** Complete command lines that show how it is used, for the end of its help. */
  readonly examples: readonly string[];
}

/**
 * Makes a parser of command-line options (a `Command` of commander) that behaves like all of
 * Millrace: help with an example, the nearest word for an unknown one, errors thrown for the command
 * line to print, and nothing that ends the process.
 *
 * Errors: parsing throws what `millrace` prints as `MILLRACE_USAGE` with exit code 2; asking for help
 * prints it on `stdout` and throws what ends the command with exit code 0.
 *
 * @example
 * ```ts
 * import { createCommand, readPort } from 'millrace/cli';
 *
 * const { stdout, stderr } = process;
 * const io = { stdout, stderr, signal: new AbortController().signal };
 * const config = { name: 'millrace demo words', summary: 'Counts words', examples: ['millrace demo words'] };
 * const command = createCommand(config, io).option('--port <number>', 'where to serve', readPort, 0);
 * console.log(command.parse(['--port', '80'], { from: 'user' }).opts()); // { port: 80 }
 * ```
 */
export function createCommand(
  { name, summary, examples }: CommandConfig,
  { stdout }: Pick<CliIo, 'stdout'>,
): Command {
  const width = stdout.isTTY === true ? (stdout.columns ?? 80) : 100;
  return new Command(name)
    .description(summary)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', examplesText(examples))
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // The error is thrown, and printed once by who called.
      writeErr: () => undefined,
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
    })
    .exitOverride();
}

function examplesText(examples: readonly string[]): string {
  const title = examples.length === 1 ? 'Example:' : 'Examples:';
  return ['', title, ...examples.map((example) => `  ${example}`)].join('\n');
}
