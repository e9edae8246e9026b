import type { Sink } from '../../src/sinks/index.ts';

/** A sink that tells when it is called before an earlier call has ended. */
export function oneCallAtATime<T>(sink: Sink<T>, fault: (text: string) => void): Sink<T> {
  let inCall = '';
  const call = async <R>(name: string, work: () => Promise<R> | R): Promise<R> => {
    if (inCall !== '') fault(`${sink.kind}: ${name} is called within ${inCall}`);
    inCall = name;
    try {
      return await work();
    } finally {
      inCall = '';
    }
  };
  return {
    kind: sink.kind,
    open: (context) => call('open', () => sink.open(context)),
    write: (rows) => call('write', () => sink.write(rows)),
    prepare: (checkpoint) => call('prepare', () => sink.prepare(checkpoint)),
    commit: (prepared) => call('commit', () => sink.commit(prepared)),
    close: () => call('close', () => sink.close()),
  };
}
