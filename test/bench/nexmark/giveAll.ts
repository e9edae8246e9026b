import type { Change, Stream } from 'millrace';
import type { ResultSink } from './tally.ts';

/** Gives all values of a stream that ends at once to a sink. */
export function giveAll<R>(stream: Stream<R>, sink: ResultSink<R>): void {
  stream.subscribe(({ values }) => {
    for (let i = 0; i < values.length; i += 1) sink.give(values[i] as R);
  });
}

/** The same for the changes of a table, which take rows back too. */
export function giveChanges<R>(stream: Stream<Change<unknown, R>>, sink: ResultSink<R>): void {
  stream.subscribe(({ values }) => {
    for (const { op, value } of values) {
      if (op === 'insert' || op === 'updateAfter') sink.give(value);
      else sink.takeBack(value);
    }
  });
}
