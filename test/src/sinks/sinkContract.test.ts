import { createSink } from '../../../src/sinks/index.ts';
import type { Sink } from '../../../src/sinks/index.ts';
import * as assert from '../../support/assert.ts';
import type { Crash } from '../../support/crash.ts';
import { ownSinkPlace } from '../../support/ownSinkPlace.ts';
import { checkSink, sinkContract } from '../../support/sinkContract.ts';
import type { ContractRow, SinkPlace } from '../../support/sinkPlace.ts';
import { suite } from '../../support/suite.ts';

const own = suite('sinkContract of createSink');
sinkContract(own, { place: ownSinkPlace });
own.run();

const lying = suite('sinkContract of sinks that lie');

type Change = (honest: Sink<ContractRow>) => Partial<Sink<ContractRow>>;

/** The honest sink with some of its functions replaced. */
function changed(change: Change): () => SinkPlace {
  return () => {
    const { make, visibleRows } = ownSinkPlace();
    return {
      visibleRows,
      make: (crash) => {
        const honest = make(crash);
        const kept: Sink<ContractRow> = {
          kind: honest.kind,
          open: (context) => honest.open(context),
          write: (rows) => honest.write(rows),
          prepare: (checkpoint) => honest.prepare(checkpoint),
          commit: (prepared) => honest.commit(prepared),
          close: () => honest.close(),
        };
        return { ...kept, ...change(honest) };
      },
    };
  };
}

/** A receiver behind `createSink` that takes what it is given in its own way. */
function receiving(
  take: (seen: number[], ids: readonly number[], batch: { readonly id: string }) => void,
): () => SinkPlace {
  return () => {
    const seen: number[] = [];
    const deliver = (crash: Crash) => (rows: readonly ContractRow[], batch: { id: string }) =>
      crash.around(() =>
        take(
          seen,
          rows.map(({ id }) => id),
          batch,
        ),
      );
    return { make: (crash) => createSink({ deliver: deliver(crash) }), visibleRows: () => seen };
  };
}

const lies: Readonly<Record<string, () => SinkPlace>> = {
  'shows what was prepared before the checkpoint is stored': changed((honest) => ({
    prepare: async (checkpoint) => {
      const prepared = await honest.prepare(checkpoint);
      await honest.commit(prepared);
      return prepared;
    },
  })),
  'forgets what was prepared when it is opened again': changed((honest) => ({
    open: (context) => honest.open({ ...context, saved: undefined }),
  })),
  'forgets what a checkpoint that was given up had': changed((honest) => ({
    prepare: async (checkpoint) => {
      const { kind, batches } = (await honest.prepare(checkpoint)) as {
        kind: string;
        batches: { checkpoint: number }[];
      };
      return { kind, batches: batches.filter((batch) => batch.checkpoint === checkpoint) };
    },
  })),
  'answers a commit and does nothing': changed(() => ({ commit: async () => undefined })),
  'shows what it has when it is closed': changed((honest) => ({
    close: async () => {
      await honest.commit(await honest.prepare(99));
      await honest.close();
    },
  })),
  'loses the last row of a write': changed((honest) => ({
    write: (rows) => honest.write(rows.length > 4 ? rows.slice(0, -1) : rows),
  })),
  'takes a batch that comes again once more': receiving((seen, ids) => void seen.push(...ids)),
  'turns the rows of a batch round': receiving((seen, ids) => {
    if (!seen.includes(ids[0] as number)) seen.push(...ids.toReversed());
  }),
  'has only the first rows of a batch when its answer is lost': receiving((seen, ids) => {
    if (!seen.includes(ids[0] as number)) seen.push(...ids.slice(0, 4));
  }),
};

for (const [lie, place] of Object.entries(lies)) {
  lying(`finds a sink that ${lie}`, async () => {
    const failure = await checkSink({ place, seeds: 20 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(failure instanceof Error, 'nothing was found');
    assert.match(failure.message, /expected rows up to/);
  });
}

lying.run();
