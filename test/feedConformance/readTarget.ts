import { parseArgs } from 'node:util';
import { roles } from './target.ts';
import type { Role, Target } from './target.ts';

const text = { type: 'string' } as const;
const names = Object.keys(roles) as Role[];

/** How the command is called. */
export const usage: string = [
  'usage: npm run feed-conformance -- ws://HOST:PORT/PATH [options]',
  ...names.map((name) => `  --${name} FEED`.padEnd(24) + roles[name]),
  '  --token TOKEN         a good token, where the server wants one',
  '  --short-token TOKEN   a good one that expires within seconds',
  '  --other-token TOKEN   a good one of another user',
  '  --token-cookie NAME   the cookie in which the server takes tokens',
  '  --connections N       how many connections the server takes: one more is tried, behind all else',
  '  --no-skips            fails when anything is skipped',
].join('\n');

/** What the command line says. */
export interface ConformanceOptions {
  readonly target: Target;
  readonly noSkips: boolean;
}

/**
 * Reads the command line.
 *
 * @throws Error with the usage
 */
export function readTarget(args: readonly string[]): ConformanceOptions {
  const { values, positionals } = parse(args);
  const [address, ...more] = positionals;
  if (address === undefined || more.length > 0 || !/^wss?:\/\//.test(address))
    throw new Error(usage);
  const named = names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]));
  const target: Target = {
    url: new URL(address),
    feeds: Object.fromEntries(named) as Target['feeds'],
    ...(values.token === undefined ? {} : { token: values.token }),
    ...(values['short-token'] === undefined ? {} : { shortToken: values['short-token'] }),
    ...(values['other-token'] === undefined ? {} : { otherToken: values['other-token'] }),
    ...(values['token-cookie'] === undefined ? {} : { tokenCookie: values['token-cookie'] }),
    ...(values.connections === undefined ? {} : { connections: count(values.connections) }),
  };
  return { target, noSkips: values['no-skips'] === true };
}

function count(given: string): number {
  const connections = Number(given);
  if (Number.isInteger(connections) && connections > 0) return connections;
  throw new Error(`--connections: expected a whole number above 0, got '${given}'\n${usage}`);
}

function parse(args: readonly string[]) {
  const feeds = Object.fromEntries(names.map((name) => [name, text])) as Record<Role, typeof text>;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...feeds,
        token: text,
        'short-token': text,
        'other-token': text,
        'token-cookie': text,
        connections: text,
        'no-skips': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}
