import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './projectRoot.ts';

/** A text file of the project; its path is relative to the project and has forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The files with an ending under some folders of the project, in order of their path. */
export function readSources(folders: readonly string[], ending: string): readonly Source[] {
  return folders
    .flatMap(listFiles)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map(readSource);
}

/** One file of the project. */
export function readSource(file: string): Source {
  return { path: file, text: readFileSync(path.join(projectRoot, file), 'utf8') };
}

function listFiles(folder: string): readonly string[] {
  const full = path.join(projectRoot, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => path.relative(projectRoot, file).split(path.sep).join('/'));
}
