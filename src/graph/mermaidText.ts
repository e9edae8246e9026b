import type { StageKind } from './stage.ts';
import type { Topology, TopologyNode } from './topology.ts';

const SHAPES: Readonly<Record<StageKind, readonly [open: string, close: string]>> = {
  source: ['([', '])'],
  stage: ['[', ']'],
  port: ['>', ']'],
  sink: ['[(', ')]'],
};

/** A topology as the text of a Mermaid flow chart: sources round, ports as flags on dotted lines,
 * sinks as stores. */
export function mermaidText({ name, nodes, edges }: Topology): string {
  const ids = new Map(nodes.map((node, index) => [node.name, `n${index}`]));
  const ports = new Set(nodes.filter(({ kind }) => kind === 'port').map((node) => node.name));
  const lines = [
    ...nodes.map((node) => `  ${ids.get(node.name)}${shape(node)}`),
    ...edges.map(
      ({ from, to }) => `  ${ids.get(from)} ${ports.has(to) ? '-.->' : '-->'} ${ids.get(to)}`,
    ),
  ];
  return ['---', `title: ${JSON.stringify(name)}`, '---', 'flowchart LR', ...lines, ''].join('\n');
}

function shape({ kind, name, operators }: TopologyNode): string {
  const [open, close] = SHAPES[kind];
  const label = [name, ...(operators.length > 0 ? [operators.join(' · ')] : [])];
  return `${open}"${label.map(escape).join('<br/>')}"${close}`;
}

function escape(text: string): string {
  return text.replace(/[&"<>#;`\\\n]/g, (character) => `#${character.codePointAt(0)};`);
}
