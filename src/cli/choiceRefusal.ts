import { UsageError } from './usageError.ts';

/**
 * What a server said against a choice of events, as an error in the words that made the choice; any
 * other error as it is.
 */
export function choiceRefusal(error: unknown, filter: string | undefined): unknown {
  const { code, msg } = serverWords(error);
  if (code === 'tableWhole') {
    const text = 'the feed is a table, which comes whole and as it is';
    return new UsageError(`${text}: leave out --filter, --fields and --delay.`, { cause: error });
  }
  if (code !== 'badFilter' || filter === undefined) return error;
  const text = `--filter '${filter}': ${faultText(msg, filter)}.`;
  return new UsageError(text, { cause: error });
}

/** The server's own words are the cause of a refusal. */
function serverWords(error: unknown): { readonly code: string; readonly msg: string } {
  const cause = error instanceof Error ? error.cause : undefined;
  const { code, msg } = (cause ?? {}) as Partial<Record<string, unknown>>;
  return { code: String(code), msg: String(msg) };
}

const LONGEST = 20;

/** What is wrong, and what stands in the filter where it is wrong. */
function faultText(msg: string, filter: string): string {
  const text = msg.replace(/^sub: filter: /, '');
  const [whole, digits] = / \(at (\d+)\)$/.exec(text) ?? [];
  if (whole === undefined) return text;
  const rest = filter.slice(Number(digits) - 1);
  const shown = rest.length > LONGEST ? `${rest.slice(0, LONGEST - 1)}…` : rest;
  const place = rest.trim() === '' ? 'its end' : `'${shown}'`;
  return `${text.slice(0, -whole.length)} (at character ${digits}: ${place})`;
}
