import type { Command } from 'commander';
import type { CliIo } from './cliIo.ts';
import { createCommand } from './createCommand.ts';
import { exportState } from './exportState.ts';
import { importState } from './importState.ts';
import { listState } from './listState.ts';
import { resetAll, resetState } from './resetState.ts';
import { showState } from './showState.ts';
import { UsageError } from './usageError.ts';
import { readCount } from './readCount.ts';

/** Adds `millrace state`, with commands of its own. */
export function addStateCommand(program: Command, io: CliIo): void {
  const config = {
    name: 'state',
    summary: 'Shows and changes the checkpoints of a graph that does not run',
    examples: [
      'millrace state list checkpoints',
      "millrace state show checkpoints totals/scanByKey --key 'user 7'",
      'millrace state export checkpoints > state.ndjson',
      'millrace state import checkpoints state.ndjson',
      'millrace state reset checkpoints totals/scanByKey',
    ],
  };
  const command = createCommand(config, io);
  for (const add of [addList, addShow, addExport, addImport, addReset]) add(command, io);
  program.addCommand(command);
}

function sub(name: string, summary: string, example: string, io: CliIo): Command {
  const config = { name, summary, examples: [`millrace state ${name} ${example}`] };
  return createCommand(config, io).argument('<folder>', 'where the checkpoints are');
}

function addList(state: Command, io: CliIo): void {
  const command = sub('list', 'Lists the checkpoints, and what is in the newest', 'checkpoints', io)
    .option('--json', 'print it as JSON')
    .action((folder: string, { json }: { json?: boolean }) => listState(folder, json === true, io));
  state.addCommand(command);
}

function addShow(state: Command, io: CliIo): void {
  const command = sub('show', 'Shows the state of an operator', 'checkpoints counts/window', io)
    .argument('<path>', "the operator, as 'stage/operator', or a stage that has one alone")
    .option('--key <text>', 'only entries with this key')
    .option('--limit <number>', 'so many entries at the most', readCount, 100)
    .action((folder: string, path: string, options: { key?: string; limit: number }) =>
      showState({ folder, path, ...options }, io),
    );
  state.addCommand(command);
}

function addExport(state: Command, io: CliIo): void {
  const command = sub('export', 'Prints all state as lines of JSON', 'checkpoints > all.ndjson', io)
    .argument('[paths...]', "only these operators, as 'stage/operator', or whole stages")
    .action((folder: string, paths: string[]) => exportState(folder, paths, io));
  state.addCommand(command);
}

function addImport(state: Command, io: CliIo): void {
  const summary = 'Writes a checkpoint of the newest one and what was exported';
  const command = sub('import', summary, 'checkpoints all.ndjson', io)
    .argument('<file>', 'what export has printed')
    .action((folder: string, file: string) => importState(folder, file, io));
  state.addCommand(command);
}

function addReset(state: Command, io: CliIo): void {
  const summary = 'Writes a checkpoint in which operators begin anew';
  const command = sub('reset', summary, 'checkpoints counts/window', io)
    .argument('[paths...]', "operators as 'stage/operator', or whole stages")
    .option('--all', 'remove all checkpoints, so that everything begins anew, the sources too')
    .action((folder: string, paths: string[], { all }: { all?: boolean }) => {
      if ((all === true) === paths.length > 0)
        throw new UsageError('give either the operators to be reset or --all.');
      return all === true ? resetAll(folder, io) : resetState(folder, paths, io);
    });
  state.addCommand(command);
}
