import { CheckpointEncoder } from '../../../src/checkpoint/checkpointEncoder.ts';
import { decodeCheckpoint } from '../../../src/checkpoint/decodeCheckpoint.ts';
import { ManualRuntime, systemRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { ListView } from './keyedState.ts';

const test = suite('CheckpointEncoder');

const header = { id: 1, graph: 'g', buildsOn: undefined, facts: { time: 1, operators: {} } };
const entries = Array.from(
  { length: 50_000 },
  (_, i) => [`key ${i}`, { i, third: i / 3 }] as const,
);
const large = {
  'a/plain': { list: entries.map(([, content]) => content), map: new Map(entries) },
  'a/view': new ListView({ head: entries.slice(0, 10_000) }, entries),
  'a/small': 1,
};

/** A clock that goes on by a millisecond whenever it is looked at, and counts the turns asked for. */
class SteppingRuntime extends ManualRuntime {
  turns = 0;
  #looks = 0;

  override monotonic(): number {
    this.#looks += 1;
    return this.#looks;
  }

  override soon(callback: () => void): () => void {
    this.turns += 1;
    return systemRuntime.soon(callback);
  }
}

test('large state of either kind is written in slices and in pieces, and read in slices', async () => {
  const runtime = new SteppingRuntime();
  const encoder = new CheckpointEncoder(header, large, runtime);
  const pieces: Uint8Array[] = [];
  const turns: number[] = [];
  for await (const piece of encoder.pieces()) {
    pieces.push(piece);
    turns.push(runtime.turns);
  }
  assert.ok(pieces.length > 15 && pieces.every(({ length }) => length < 300 * 1_024));
  // Turns come all the way, in the plain part as in the view.
  assert.ok(turns.every((count, i) => i < 2 || count > (turns[i - 2] ?? 0)));
  assert.equal(encoder.entries, entries.length);
  const whole = Buffer.concat(pieces);
  assert.is(encoder.bytes, whole.length);
  runtime.turns = 0;
  const { parts } = await decodeCheckpoint(whole, runtime);
  assert.ok(runtime.turns > 10);
  const plain = parts.get('a/plain')?.state as { readonly map: ReadonlyMap<string, unknown> };
  assert.ok(JSON.stringify([...plain.map]) === JSON.stringify(entries));
  assert.ok(JSON.stringify(parts.get('a/view')?.entries) === JSON.stringify(entries));
});

test('an entry larger than a piece is written and read', async () => {
  const content = { text: 'x'.repeat(1_000_000), bytes: new Uint8Array(2_000_000).fill(7) };
  const view = new ListView('head', [
    ['large', content],
    ['small', 1],
  ]);
  const pieces: Uint8Array[] = [];
  for await (const piece of new CheckpointEncoder(header, { v: view }, systemRuntime).pieces())
    pieces.push(piece);
  const { parts } = await decodeCheckpoint(Buffer.concat(pieces), systemRuntime);
  assert.equal(parts.get('v')?.entries, [
    ['large', content],
    ['small', 1],
  ]);
});

test('state beyond the limit is refused', async () => {
  const view = new ListView('head', entries);
  const encoder = new CheckpointEncoder(header, { v: view }, systemRuntime, 500_000);
  const all = async (): Promise<void> => {
    for await (const piece of encoder.pieces()) assert.ok(piece.length > 0);
  };
  const failure = (await all().catch((error: unknown) => error)) as Error;
  assert.match(
    failure.message,
    /^checkpoint: the state is larger than 500000 bytes; keep less of it/,
  );
});

test.run();
