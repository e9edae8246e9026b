import { show, StreamError } from '../../operators/index.ts';
import type { SourceCounters } from './countedSource.ts';
import type { MalformedLine, MalformedPolicy } from './malformedPolicy.ts';
import type { MalformedAt } from './placedRun.ts';
import { visibleText } from './visibleText.ts';

/** Which lines are read, and what becomes of those that cannot be parsed. */
export interface ReadLinesConfig {
  readonly owner: string;
  readonly file: string;
  readonly policy: MalformedPolicy;
  readonly counters: SourceCounters;
}

/** What was read of lines since it was taken last. */
export interface TakenLines<T> {
  readonly values: readonly T[];
  readonly malformed: readonly MalformedAt[];
}

const SHOWN = 200;

/** Gathers what lines hold, and the malformed ones where they stood among it. */
export class ReadLines<T> {
  readonly #config: ReadLinesConfig;
  #values: T[] = [];
  #malformed: MalformedAt[] = [];

  constructor(config: ReadLinesConfig) {
    this.#config = config;
  }

  add(value: T): void {
    this.#values.push(value);
  }

  /** @throws StreamError `MILLRACE_LINE_MALFORMED` when malformed lines are errors */
  report(line: number, text: string, reason: string): void {
    const { owner, file, policy, counters } = this.#config;
    const found: MalformedLine = { file, line, text: text.slice(0, SHOWN), reason };
    if (policy === 'error') {
      counters.malformed += 1;
      throw malformedError(owner, found);
    }
    this.#malformed.push({ before: this.#values.length, line: found });
  }

  /** What was gathered since the last call. */
  take(): TakenLines<T> {
    const [values, malformed] = [this.#values, this.#malformed];
    this.#values = [];
    this.#malformed = [];
    return { values, malformed };
  }
}

function malformedError(owner: string, { file, line, text, reason }: MalformedLine): StreamError {
  const what = visibleText(`${owner}: ${file}:${line}: ${reason}, in ${show(text)}`);
  const fix = "correct the line, or choose malformed: 'drop' or a SideOutput";
  return new StreamError('MILLRACE_LINE_MALFORMED', `${what}; ${fix}`);
}
