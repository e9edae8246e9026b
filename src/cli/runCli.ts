import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import picocolors from 'picocolors';
import type { CliIo } from './cliIo.ts';
import { commandPath } from './commandPath.ts';
import { createCommand } from './createCommand.ts';
import { addDemoCommand } from './demoCommand.ts';
import { demoListText, loadDemo } from './demoList.ts';
import { errorText } from './errorText.ts';
import { addExplainCommand } from './explainCommand.ts';
import { EXIT, exitCode } from './exitCode.ts';
import { addGraphCommand } from './graphCommand.ts';
import { addHelpCommand } from './helpCommand.ts';
import { addRecordCommand } from './recordCommand.ts';
import { addReplayCommand } from './replayCommand.ts';
import { addStateCommand } from './stateCommand.ts';
import { addTailCommand } from './tailCommand.ts';
import { UsageError } from './usageError.ts';
import { wantsColour } from './wantsColour.ts';

/** What the command line takes from its surroundings. */
export interface CliConfig extends CliIo {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly loadDemo?: typeof loadDemo;
}

/** Runs one command line and returns its exit code; prints an error as one line on `stderr`. */
export async function runCli(args: readonly string[], config: CliConfig): Promise<number> {
  const { signal } = config;
  const program = createProgram(config);
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (isHelp(error)) return EXIT.ok;
    if (signal.aborted) return EXIT.interrupted;
    return printError(asUsage(error), commandPath(program, args), config);
  }
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}

function createProgram(config: CliConfig): Command {
  const load = config.loadDemo ?? loadDemo;
  const program = createCommand(
    {
      name: 'millrace',
      summary: 'Event time, windows and live feeds: a reactive stream-processing engine.',
      examples: ['millrace demo', 'millrace help replay'],
    },
    config,
  );
  program
    .usage('<command> [options]')
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpCommand(false)
    .enablePositionalOptions()
    .addHelpText('after', demoListText());
  addDemoCommand(program, load, config);
  addRecordCommand(program, config);
  addReplayCommand(program, config);
  addTailCommand(program, config);
  addGraphCommand(program, load, config);
  addExplainCommand(program, config);
  addStateCommand(program, config);
  addHelpCommand(program, load, config);
  return program;
}

function packageVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

/** Help and version that were asked for end the parsing by a throw. */
function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function asUsage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.code === 'commander.help') return new UsageError('a command is missing.');
  return new UsageError(error.message.replace(/^error: /, ''), { cause: error });
}

function printError(error: unknown, command: readonly string[], config: CliConfig): number {
  const { stderr, env = {} } = config;
  const { red } = picocolors.createColors(wantsColour(stderr, env));
  const code = exitCode(error);
  const [line = '', ...stacks] = errorText(error, Boolean(env['MILLRACE_DEBUG'])).split('\n');
  const [first = '', ...rest] = line.split(' ');
  const text = code === EXIT.usage ? withHint(rest.join(' '), command) : rest.join(' ');
  stderr.write([`${red(first)} ${text}`, ...stacks, ''].join('\n'));
  return code;
}

function withHint(text: string, command: readonly string[]): string {
  const help = ['millrace', 'help', ...command].join(' ');
  return `${text}${/[.!?]$/.test(text) ? '' : '.'} See '${help}'.`;
}
