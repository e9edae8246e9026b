import type { CliOutput } from './cliIo.ts';

/** Whether people see colours on an output: what they ask for counts more than what it can show. */
export function wantsColour(
  { isTTY = false }: CliOutput,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env['NO_COLOR']) return false;
  return env['FORCE_COLOR'] !== undefined || (isTTY && env['TERM'] !== 'dumb');
}
