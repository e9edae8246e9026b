import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../projectRoot.ts';

/**
 * The folder of a package that tests can use and ordinary installs do not have: below the folder that
 * `MILLRACE_TEST_PACKAGES` names (made by `npm install --prefix FOLDER PACKAGE`), or in the project.
 */
export function packageFolder(name: string): string | undefined {
  const roots = [process.env['MILLRACE_TEST_PACKAGES'] ?? '', projectRoot];
  const folders = roots
    .filter((root) => root !== '')
    .map((root) => path.join(root, 'node_modules', name));
  return folders.find((folder) => existsSync(path.join(folder, 'package.json')));
}
