import { isCodedError, StreamError } from '../../operators/index.ts';

const FIXES: Readonly<Record<string, string>> = {
  EEXIST: 'is there already; move it, or choose another name',
  ENOENT: 'has no folder to be in; make the folder',
  ENOTDIR: 'has a file above it where a folder should be; move the file, or choose another folder',
  EMFILE: 'needs a file descriptor, and the process has none left; raise its limit (ulimit -n)',
  ENFILE: 'needs a file descriptor, and the system has none left; raise its limit',
  EACCES: 'may not be written; check the permissions',
  EPERM: 'may not be written; check the permissions',
  EROFS: 'is on a disk that may only be read',
  ENOSPC: 'does not fit on the disk; make room',
  EDQUOT: 'does not fit into the share of the disk; make room',
};

const NO_FOLDER = 'is a file, and a folder is needed there; move it, or choose another folder';

/** Tells why a file could not be written and what to do; an error that has a code stays as it is. */
export function writeError(
  owner: string,
  file: string,
  cause: unknown,
  fixes: Readonly<Record<string, string>> = {},
): Error {
  if (isCodedError(cause)) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = cause instanceof Error ? cause.message : String(cause);
  const isFolder = cause instanceof Error && 'syscall' in cause && cause.syscall === 'mkdir';
  const fix = isFolder && code === 'EEXIST' ? NO_FOLDER : (fixes[code] ?? FIXES[code]);
  const text = `${owner}: '${file}' ${fix ?? `could not be written: ${reason}`}`;
  return new StreamError('MILLRACE_FILE_UNWRITABLE', text, { cause });
}
