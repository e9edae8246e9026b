import type { Command } from 'commander';
import { StreamError } from '../../operators/index.ts';
import { explainText } from '../graph/index.ts';
import type { Explanation } from '../graph/index.ts';
import type { CliIo } from './cliIo.ts';
import { createCommand } from './createCommand.ts';
import { nearestOrAll } from './nearestWord.ts';
import { UsageError } from './usageError.ts';
import { visibleJson, visibleLines } from './visibleLines.ts';

interface ExplainOptions {
  readonly stage?: string;
  readonly json?: boolean;
}

/** Adds `millrace explain`. */
export function addExplainCommand(program: Command, io: CliIo): void {
  const config = {
    name: 'explain',
    summary: 'Tells why nothing comes out of a running server: what holds each stage',
    examples: [
      'millrace explain http://127.0.0.1:8080',
      'millrace explain 127.0.0.1:8080 --stage counts',
      'millrace explain http://127.0.0.1:8080 --json',
    ],
  };
  const command = createCommand(config, io)
    .argument('<url>', 'where the server shows its graph')
    .option('--stage <name>', 'only this stage')
    .option('--json', 'print it as JSON')
    .action(async (url: string, options: ExplainOptions) => {
      const whole = await fetchExplanation(addressOf(url), io.signal);
      const shown = options.stage === undefined ? whole : onlyStage(whole, options.stage);
      const isJson = options.json === true;
      io.stdout.write(isJson ? `${visibleJson(shown)}\n` : visibleLines(shown.text));
    });
  program.addCommand(command);
}

/** The address of the explanation, next to whatever page of the server was given. */
function addressOf(url: string): URL {
  const text = /^[a-z]+:\/\//i.test(url) ? url.replace(/^ws/i, 'http') : `http://${url}`;
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    throw new UsageError(`expected an address such as 'http://127.0.0.1:8080', got '${url}'.`);
  }
  return new URL('/explain.json', address);
}

async function fetchExplanation(address: URL, signal: AbortSignal): Promise<Explanation> {
  const answer = await fetch(address, { signal }).catch((cause: unknown) => {
    const text = `nothing answers at ${address.origin}${reasonOf(cause)}`;
    throw unreachable(`${text}; start the server first, or check the address`, cause);
  });
  const found: unknown = answer.ok ? await answer.json().catch(() => undefined) : undefined;
  // A server of an earlier version tells of no warnings.
  if (isExplanation(found)) return { warnings: [], ...found };
  const text = `${address.href} gives no explanation (status ${answer.status})`;
  throw unreachable(`${text}; the server must show its graph: createPage({ graph })`);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? ` (${code})` : '';
}

function unreachable(text: string, cause?: unknown): StreamError {
  return new StreamError('MILLRACE_SERVER_UNREACHABLE', `explain: ${text}`, { cause });
}

function isExplanation(found: unknown): found is Omit<Explanation, 'warnings'> {
  if (typeof found !== 'object' || found === null) return false;
  const { stages, text, life } = found as Partial<Record<string, unknown>>;
  return Array.isArray(stages) && typeof text === 'string' && typeof life === 'string';
}

function onlyStage({ stages, warnings, ...rest }: Explanation, stage: string): Explanation {
  const only = stages.filter((one) => one.name === stage);
  if (only.length === 0) {
    const names = stages.map((one) => one.name);
    const hint = nearestOrAll(stage, names, 'It has none.');
    throw new UsageError(`the graph '${rest.name}' has no stage '${stage}'.${hint}`);
  }
  const shown = { ...rest, stages: only, warnings: warnings.filter((one) => one.stage === stage) };
  return { ...shown, text: explainText(shown) };
}
