import {
  ArgumentTypeError,
  makeChunk,
  show,
  SideOutput,
  StreamError,
} from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { SourceCounters } from './countedSource.ts';
import { visibleText } from './visibleText.ts';

/** A line that could not be parsed. */
export interface MalformedLine {
  /** The file, or `input` where the lines come from elsewhere. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The start of the line's text, 200 characters at the most. */
  readonly text: string;
  readonly reason: string;
}

/**
 * What happens to lines that cannot be parsed: `'error'` fails the stream with
 * `MILLRACE_LINE_MALFORMED`, `'drop'` counts them, a side output gets them (with the time of reading
 * as their timestamp).
 */
export type MalformedPolicy = 'error' | 'drop' | SideOutput<MalformedLine>;

/** Refuses what is no policy for malformed lines. */
export function checkMalformed(owner: string, policy: MalformedPolicy): MalformedPolicy {
  if (policy === 'error' || policy === 'drop' || policy instanceof SideOutput) return policy;
  throw new ArgumentTypeError(owner, 'malformed', "'error', 'drop' or a SideOutput", show(policy));
}

/** What malformed lines of one file need. */
export interface MalformedConfig {
  readonly owner: string;
  readonly file: string;
  readonly policy: MalformedPolicy;
  readonly counters: SourceCounters;
  readonly runtime: Runtime;
}

const SHOWN = 200;

/** Counts malformed lines and sends them where the policy says. */
export class MalformedLines {
  readonly #config: MalformedConfig;

  constructor(config: MalformedConfig) {
    this.#config = config;
  }

  /** @throws StreamError `MILLRACE_LINE_MALFORMED` when malformed lines are errors */
  report(line: number, text: string, reason: string): void {
    const { owner, file, policy, counters, runtime } = this.#config;
    counters.malformed += 1;
    if (policy === 'drop') return;
    const found: MalformedLine = { file, line, text: text.slice(0, SHOWN), reason };
    if (policy === 'error') throw malformedError(owner, found);
    const chunk = { values: [found], timestamps: [runtime.now()], watermark: -Infinity };
    policy.sink.next(makeChunk(chunk));
  }

  complete(): void {
    const { policy } = this.#config;
    if (policy instanceof SideOutput) policy.sink.complete();
  }

  error(error: unknown): void {
    const { policy } = this.#config;
    if (policy instanceof SideOutput) policy.sink.error(error);
  }
}

function malformedError(owner: string, { file, line, text, reason }: MalformedLine): StreamError {
  const what = visibleText(`${owner}: ${file}:${line}: ${reason}, in ${show(text)}`);
  const fix = "correct the line, or choose malformed: 'drop' or a SideOutput";
  return new StreamError('MILLRACE_LINE_MALFORMED', `${what}; ${fix}`);
}
