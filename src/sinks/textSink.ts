import { createSink } from './createSink.ts';
import type { CreateSinkConfig } from './createSinkConfig.ts';
import type { Sink, SinkContext } from './sink.ts';

/** A sink whose rows are texts for the receiver from the moment on that they come. */
export interface TextSinkSetup<T> {
  readonly kind: string;
  readonly maxRows: number;
  /** Gives what turns a row into its text; a row that does not fit fails before it is in a checkpoint. */
  readonly open: (context: SinkContext) => Promise<(value: T, timestamp: number) => string>;
  readonly deliver: CreateSinkConfig<string>['deliver'];
  readonly close: () => Promise<void>;
}

/** Makes a sink that holds texts and delivers them as `createSink` does. */
export function textSink<T>({ open, ...setup }: TextSinkSetup<T>): Sink<T> {
  let textOf: ((value: T, timestamp: number) => string) | undefined;
  const prepareRows = async (context: SinkContext): Promise<void> => {
    textOf = await open(context);
  };
  const held = createSink<string>({ ...setup, open: prepareRows });
  return {
    kind: setup.kind,
    get excess(): number {
      return held.excess ?? 0;
    },
    open: (context) => held.open(context),
    write: async (rows) => {
      const toText = textOf;
      if (toText === undefined) throw new Error(`${setup.kind} is not open`);
      await held.write(
        rows.map(({ value, timestamp }) => ({ value: toText(value, timestamp), timestamp })),
      );
    },
    prepare: (checkpoint) => held.prepare(checkpoint),
    commit: (prepared) => held.commit(prepared),
    close: () => held.close(),
  };
}
