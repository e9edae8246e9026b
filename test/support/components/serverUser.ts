import { readFileSync } from 'node:fs';

/** A user and group by number. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** As whom to run a server that refuses root: undefined where the tests do not run as root. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const users = new Map(lines.map((line) => [line.split(':')[0], line.split(':')]));
  const fields = users.get('postgres') ?? users.get('nobody');
  if (fields === undefined) throw new Error('there is neither a user postgres nor a user nobody');
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}
