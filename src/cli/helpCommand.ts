import type { Command } from 'commander';
import type { CliIo } from './cliIo.ts';
import { createCommand } from './createCommand.ts';
import type { loadDemo } from './demoList.ts';
import { didYouMean } from './nearestWord.ts';
import { UsageError } from './usageError.ts';

/** Adds `millrace help`, for commands, for those within a command, and for demos. */
export function addHelpCommand(program: Command, load: typeof loadDemo, io: CliIo): void {
  const config = {
    name: 'help',
    summary: 'Shows the help of a command or a demo',
    examples: ['millrace help demo', 'millrace help demo quakes', 'millrace help state show'],
  };
  const command = createCommand(config, io)
    .argument('[command...]', 'the command to be explained, with the demo or the command behind it')
    .action(async (words: readonly string[]) => {
      const [first, demo, ...more] = words;
      if (first === 'demo' && demo !== undefined) {
        refuseMore(`demo ${demo}`, more);
        return (await load(demo)).run(['--help'], io);
      }
      let known = program;
      for (const [index, word] of words.entries())
        known = commandWithin(known, word, words.slice(0, index).join(' '));
      known.outputHelp();
    });
  program.addCommand(command);
}

function commandWithin(command: Command, word: string, before: string): Command {
  const found = command.commands.find((one) => one.name() === word);
  if (found !== undefined) return found;
  if (command.commands.length === 0) refuseMore(before, [word]);
  const names = command.commands.map((one) => one.name());
  const text = `there is no command '${[before, word].join(' ').trim()}'.${didYouMean(word, names, before)}`;
  throw new UsageError(`${text} The commands are: ${names.join(', ')}.`);
}

function refuseMore(before: string, words: readonly string[]): void {
  if (words.length > 0)
    throw new UsageError(`there is nothing to be explained behind '${before}'.`);
}
