import { serverCodecs } from '../../src/feed/serverCodecs.ts';
import type { Codec, Ev } from '../../src/wire/index.ts';
import type { BenchCase, Figure, Outcome, WorkVariant } from './benchCase.ts';
import { throughput } from './throughput.ts';
import { WIRE_MESSAGES } from './wireMessages.ts';

/** How often the messages are gone through in one timed pass, so that it takes long enough. */
const ROUNDS = 8;

const CODECS = ['json', 'msgpack', 'json.z', 'msgpack.z'];

async function codecNamed(wanted: string): Promise<Codec> {
  const found = (await serverCodecs(1_048_576)).find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no codec ${wanted}`);
  return found;
}

type Way = 'written' | 'read';

async function prepare(make: () => readonly Ev[], name: string, way: Way): Promise<() => Outcome> {
  const [messages, codec] = [make(), await codecNamed(name)];
  const events = messages.reduce((sum, { items }) => sum + items.length, 0) * ROUNDS;
  const frames = messages.map((message) => copyOf(codec.encode(message)));
  const bytes = frames.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0);
  const measured = { bytes: (bytes * ROUNDS) / events };
  const write = (): unknown => messages.map((message) => codec.encode(message).length);
  const read = (): unknown => frames.map((frame) => codec.decode(frame));
  const work = way === 'written' ? write : read;
  return () => {
    for (let round = 0; round < ROUNDS; round += 1) work();
    return { digest: '', events, panes: 0, measured };
  };
}

/** What a codec returns may lie in a buffer of its own that it uses again. */
function copyOf(frame: string | Uint8Array): string | Uint8Array {
  return typeof frame === 'string' ? frame : Uint8Array.from(frame);
}

function variants(kind: string, make: () => readonly Ev[]): WorkVariant[] {
  return (['written', 'read'] as const).flatMap((way) =>
    CODECS.map((name) => ({
      name: `${kind} ${way}, ${name}`,
      part: kind,
      prepare: () => prepare(make, name, way),
    })),
  );
}

function figures(kind: string): Figure[] {
  const ways = ['written', 'read'] as const;
  return CODECS.slice(1).flatMap((codec) => [
    {
      name: `${kind}, bytes as ${codec} to JSON`,
      value: (of) => bytesOf(of(`${kind} read, ${codec}`)) / bytesOf(of(`${kind} read, json`)),
    },
    ...ways.map((way): Figure => ({
      name: `${kind} ${way} as ${codec}, throughput to JSON`,
      value: (of) =>
        throughput(of(`${kind} ${way}, ${codec}`)) / throughput(of(`${kind} ${way}, json`)),
    })),
  ]);
}

function bytesOf({ measured }: Outcome): number {
  return measured?.['bytes'] ?? Number.NaN;
}

/** What messages of a feed cost as msgpack and compressed, against the same ones as JSON text. */
export const wire: BenchCase = {
  name: 'wire',
  summary:
    'messages of 256 events (or one) written and read as msgpack and compressed, against JSON.stringify and JSON.parse',
  repetitions: 3,
  passes: 5,
  variants: [...WIRE_MESSAGES].flatMap(([kind, make]) => variants(kind, make)),
  figures: [...WIRE_MESSAGES.keys()].flatMap(figures),
  short: {
    repetitions: 1,
    passes: 3,
    variants: [...WIRE_MESSAGES].flatMap(([kind, make]) => variants(kind, make)),
    figures: [...WIRE_MESSAGES.keys()].flatMap(figures),
  },
};
