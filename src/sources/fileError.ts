import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentTypeError, isCodedError, show, StreamError } from '../../operators/index.ts';

/** Refuses what is no path of a file. */
export function checkFile(owner: string, file: unknown): string {
  if (typeof file === 'string' && file !== '') return file;
  if (file instanceof URL && file.protocol === 'file:') return fileURLToPath(file);
  throw new ArgumentTypeError(owner, 'file', 'the path of a file or a file: URL', show(file));
}

const FIXES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check the path',
  ENOTDIR: 'does not exist, because a part of its path is no folder; check the path',
  EISDIR: 'is a folder; name a file in it',
  EACCES: 'may not be read; check its permissions',
  EPERM: 'may not be read; check its permissions',
};

/** The error of a file that could not be opened or read, with what to do about it. */
export function fileError(owner: string, file: string, cause: unknown, format: string): Error {
  if (isCodedError(cause)) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const where = `${owner}: '${resolve(file)}'`;
  const fix = FIXES[code];
  if (fix !== undefined)
    return new StreamError('MILLRACE_FILE_MISSING', `${where} ${fix}`, { cause });
  const reason = cause instanceof Error ? cause.message : String(cause);
  const text = `${where} could not be read as ${format}: ${reason}`;
  const advice = 'check that the file is complete and of this format';
  return new StreamError('MILLRACE_FILE_UNREADABLE', `${text}; ${advice}`, { cause });
}
