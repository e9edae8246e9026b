import path from 'node:path';
import { projectRoot } from '../projectRoot.ts';
import { compileExamples } from './compileExamples.ts';
import { execute, type Outcome } from './execute.ts';
import type { Example } from './readExamples.ts';

const folder = path.join(projectRoot, 'dist/examples');

/** Writes the examples as files of their own and compiles them all at once. */
export function buildExamples(examples: readonly Example[]): Promise<Outcome> {
  return compileExamples(folder, new Map(examples.map((one) => [nameOf(one), contentOf(one)])));
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
