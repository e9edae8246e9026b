import { Option } from 'commander';
import type { Command } from 'commander';
import type { Topology } from '../graph/index.ts';
import type { CliIo } from './cliIo.ts';
import { createCommand } from './createCommand.ts';
import { demoListText } from './demoList.ts';
import type { loadDemo } from './demoList.ts';
import { visibleJson, visibleLines } from './visibleLines.ts';

/** Adds `millrace graph`. */
export function addGraphCommand(program: Command, load: typeof loadDemo, io: CliIo): void {
  const config = {
    name: 'graph',
    summary: "Shows the stages of a demo's graph",
    examples: ['millrace graph departures', 'millrace graph quakes --mermaid'],
  };
  const command = createCommand(config, io)
    .argument('<name>', 'the demo')
    .addOption(new Option('--json', 'print it as JSON').conflicts('mermaid'))
    .option('--mermaid', 'print it as a Mermaid flow chart')
    .addHelpText('after', demoListText())
    .action(async (name: string, options: { json?: boolean; mermaid?: boolean }) => {
      const graph = await (await load(name)).graph();
      const topology = graph.topology();
      const text = options.mermaid === true ? graph.mermaid() : topologyText(topology);
      io.stdout.write(options.json === true ? `${visibleJson(topology)}\n` : visibleLines(text));
      if (options.mermaid === true) io.stderr.write(visibleLines(warningLines(topology)));
    });
  program.addCommand(command);
}

/** A topology for people: one line for each stage, and for each warning. */
function topologyText(topology: Topology): string {
  const { name, nodes, edges } = topology;
  const rows = nodes.map((node) => {
    const inputs = edges.filter(({ to }) => to === node.name).map(({ from }) => from);
    const from = inputs.length > 0 ? `from ${inputs.join(', ')}` : '';
    return [node.name, node.kind, from, node.operators.join(' · ')];
  });
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [name, ...lines.map((line) => `  ${line}`), warningLines(topology)].join('\n');
}

function warningLines({ warnings }: Topology): string {
  return warnings.map(({ text }) => `warning: ${text}\n`).join('');
}
