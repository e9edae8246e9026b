import path from 'node:path';
import { compileExamples } from '../support/documentation/compileExamples.ts';
import { execute, type Outcome } from '../support/documentation/execute.ts';
import { projectRoot } from '../support/projectRoot.ts';
import type { CommentExample } from './referenceEntries.ts';

const folder = path.join(projectRoot, 'dist/test/reference/examples');
const runner = 'runAll';

/** Type-checks the examples: each a module whose function runs it with a console of its own. */
export function checkExamples(examples: readonly CommentExample[]): Promise<Outcome> {
  const modules = examples.map(({ name, code }) => [name, moduleOf(code)] as const);
  return compileExamples(folder, new Map([...modules, [runner, runnerOf(examples)]]));
}

/** Runs the examples that were checked, all in one process; gives the lines that each has printed. */
export async function runExamples(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { failed, output } = await execute([path.join(folder, 'built', `${runner}.js`)]);
  if (failed) throw new Error(output);
  return JSON.parse(output) as Record<string, string[]>;
}

/** What an example's comments say that it prints, behind each `console.log`; values part by commas. */
export function promisedLines(code: string): string | undefined {
  const said = [...code.matchAll(/console\.log.*\/\/ (?<said>.*)$/gm)].map((match) => match[1]);
  return said.length > 0 ? said.join(', ') : undefined;
}

/** Printed lines in the form of the comments: no spaces inside of brackets. */
export function asPromised(lines: readonly string[]): string {
  return lines.join(', ').replace(/(?<=\[) | (?=\])/g, '');
}

const imported = /^import [\s\S]*?;\n/gm;

function moduleOf(code: string): string {
  const imports = [...code.matchAll(imported)].map(([statement]) => statement);
  const parameter = 'console: { readonly log: (...values: unknown[]) => void }';
  const body = code.replace(imported, '');
  return `${imports.join('')}export async function run(${parameter}): Promise<void> {\n${body}}\n`;
}

function runnerOf(examples: readonly CommentExample[]): string {
  const imports = examples.map(({ name }) => `import { run as ${name} } from './${name}.ts';`);
  return `import { format } from 'node:util';
${imports.join('\n')}

const runs = { ${examples.map(({ name }) => name).join(', ')} };
const printed: Record<string, string[]> = {};
process.once('beforeExit', () => console.log(JSON.stringify(printed)));
for (const [name, run] of Object.entries(runs)) {
  const lines: string[] = [];
  printed[name] = lines;
  await run({ log: (...values) => void lines.push(format(...values)) });
}
`;
}
