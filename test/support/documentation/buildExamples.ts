import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../projectRoot.ts';
import { execute, type Outcome } from './execute.ts';
import type { Example } from './readExamples.ts';

// Inside the project, so that the examples import the package by its name, as a user does.
const folder = path.join(projectRoot, 'dist/examples');

const config = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    rootDir: '.',
    outDir: 'built',
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    isolatedDeclarations: false,
    noUnusedLocals: false,
    noEmitOnError: false,
  },
  include: ['*.ts'],
  exclude: [],
};

/** Writes the examples as files of their own and compiles them all at once. */
export async function buildExamples(examples: readonly Example[]): Promise<Outcome> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const example of examples) {
    writeFileSync(path.join(folder, `${nameOf(example)}.ts`), contentOf(example));
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = path.join(projectRoot, 'node_modules/typescript/bin/tsc');
  return execute([compiler, '-p', folder, '--pretty', 'false']);
}

/** Executes an example that was built. */
export function runExample(example: Example): Promise<Outcome> {
  return execute([path.join(folder, 'built', `${nameOf(example)}.js`)]);
}

/** The name of an example's file: the page and the line. */
export function nameOf(example: Example): string {
  return `${example.page.replace(/\.md$/, '').replaceAll('/', '-')}-${example.line}`;
}

// As many empty lines as stand before it on the page: the compiler's line numbers are the page's.
function contentOf(example: Example): string {
  return `${'\n'.repeat(example.line - 1)}${example.code}export {};\n`;
}
