import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../projectRoot.ts';
import { execute, type Outcome } from './execute.ts';

const compilerOptions = {
  rootDir: '.',
  outDir: 'built',
  declaration: false,
  declarationMap: false,
  sourceMap: false,
  isolatedDeclarations: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  noEmitOnError: false,
};

/**
 * Writes files of TypeScript, by their names without ending, into a folder that is emptied before,
 * and compiles them all at once into its folder `built`. The folder is inside the project, so that
 * they import the package by its name, as a user does.
 */
export async function compileExamples(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<Outcome> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(folder, `${name}.ts`), text);
  const parent = path.relative(folder, path.join(projectRoot, 'tsconfig.json'));
  const config = { extends: parent, compilerOptions, include: ['*.ts'], exclude: [] };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = path.join(projectRoot, 'node_modules/typescript/bin/tsc');
  return execute([compiler, '-p', folder, '--pretty', 'false']);
}
