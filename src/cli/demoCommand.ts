import type { Command } from 'commander';
import type { CliIo } from './cliIo.ts';
import { createCommand } from './createCommand.ts';
import { demoList, demoListText } from './demoList.ts';
import type { loadDemo } from './demoList.ts';

/** Adds `millrace demo`. Options behind it belong to the demo. */
export function addDemoCommand(program: Command, load: typeof loadDemo, io: CliIo): void {
  const config = {
    name: 'demo',
    summary: 'Runs a demo',
    examples: ['millrace demo', 'millrace demo quakes --help'],
  };
  const command = createCommand(config, io)
    .usage('[name] [options of the demo]')
    .argument('[name...]', `the demo (default: ${demoList[0].name}) and its options`)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', demoListText())
    .action(async (words: readonly string[]) => {
      const [first] = words;
      const name = first === undefined || first.startsWith('-') ? undefined : first;
      const demo = await load(name ?? demoList[0].name);
      await demo.run(name === undefined ? words : words.slice(1), io);
    });
  program.addCommand(command);
}
