import { Subject, takeUntil } from 'rxjs';
import type { Pressure, RowSource } from '../../operators/index.ts';
import type { CliIo, CliOutput } from './cliIo.ts';
import type { Row } from './openRecording.ts';
import { untilAborted } from './untilAborted.ts';

/** More than any source's high mark: it pauses until the output takes more. */
const FULL = 2 ** 40;

/** Writes each row as a line of JSON, as fast as the output takes it, until the end or an interruption. */
export function printRows(source: RowSource<Row>, { stdout, signal }: CliIo): Promise<void> {
  const stopped = new Subject<void>();
  const place = {};
  void untilAborted(signal).then(() => stopped.next());
  return new Promise((resolve, reject) => {
    source.rows.pipe(takeUntil(stopped)).subscribe({
      next: ({ values, pressure }) => {
        const lines = values.map((row) => `${JSON.stringify(row)}\n`).join('');
        if (!stdout.write(lines)) pauseUntilDrained(stdout, pressure, place);
      },
      error: reject,
      complete: resolve,
    });
  });
}

function pauseUntilDrained(stdout: CliOutput, pressure: Pressure | undefined, place: object): void {
  if (pressure === undefined) return;
  pressure.report(place, FULL);
  stdout.once('drain', () => pressure.report(place, 0));
}
