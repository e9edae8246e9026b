import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkWord,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import type { Duration } from '../../operators/index.ts';
import { ConsoleProgress } from './consoleProgress.ts';
import { ConsoleRows } from './consoleRows.ts';
import { jsonText } from './jsonText.ts';
import type { Sink } from './sink.ts';
import { visibleJson } from './visibleJson.ts';
import type { ConsoleOutput } from './writeOut.ts';

/** What a console sink shows. */
export interface ConsoleSinkConfig<T> {
  /** A line for each row (`'rows'`, default), or how many rows there were (`'progress'`). */
  readonly show?: 'rows' | 'progress';
  /**
   * A row as text, without the end of its line, for `show: 'rows'` (default: JSON, as `ndjsonSink` writes
   * it, with all that a terminal would obey as numbers).
   */
  readonly format?: (row: T, timestamp: number) => string;
  /** How often progress is shown (default: `'250ms'` on a terminal, `'10s'` elsewhere). */
  readonly every?: Duration;
  /** Where it is written (default: the process's output for rows, its error output for progress). */
  readonly output?: ConsoleOutput;
}

/**
 * Shows rows to people: a line for each, or one line of progress (rows so far, rows per second, event time
 * of the last row), which a terminal rewrites in place. Without colours.
 *
 * Rows are shown as they are written, before a checkpoint has them: after a crash those behind the last
 * checkpoint are shown once more. The number of rows goes on where the checkpoint was.
 *
 * - errors: `MILLRACE_CALLBACK` from `format`; `MILLRACE_NOT_RECORDABLE` for what JSON cannot say
 * - state: none; a slow output slows the graph. In the checkpoint, the number of rows
 *
 * @example
 * ```ts
 * import { consoleSink } from 'millrace/sinks';
 *
 * const sink = consoleSink<{ hub: string }>({ format: (row, at) => `${new Date(at).toISOString()} ${row.hub}` });
 * ```
 */
export function consoleSink<T>(config: ConsoleSinkConfig<T> = {}): Sink<T> {
  const kind = 'consoleSink';
  checkConfig(kind, config);
  const { format, every, output } = config;
  if (format !== undefined) checkFunction(kind, 'format', format);
  if (output !== undefined && typeof (output as Partial<ConsoleOutput>).write !== 'function')
    throw new ArgumentTypeError(kind, 'output', 'a stream to write to', show(output));
  const period = every === undefined ? undefined : toMilliseconds(kind, 'every', every);
  const shown = checkWord(kind, 'show', config.show ?? 'rows', ['rows', 'progress']);
  if (shown === 'progress') return new ConsoleProgress(kind, output ?? process.stderr, period);
  const text = format ?? ((row: T) => visibleJson(jsonText(kind, row)));
  return new ConsoleRows(kind, output ?? process.stdout, text);
}
