import { fileURLToPath } from 'node:url';
import { ArgumentTypeError, show } from '../../operators/index.ts';

/** Refuses what is no path of a file. */
export function recordingPath(owner: string, file: unknown): string {
  if (typeof file === 'string' && file !== '') return file;
  if (file instanceof URL && file.protocol === 'file:') return fileURLToPath(file);
  throw new ArgumentTypeError(owner, 'file', 'the path of a file or a file: URL', show(file));
}
