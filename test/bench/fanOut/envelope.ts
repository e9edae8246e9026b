import { Frame } from '../../../src/feed/frame.ts';
import type { Telemetry } from './fanOutServer.ts';

/** The text that a feed sends for the messages of a turn, made by hand: for others to send the same bytes. */
export function envelope(off: number, telemetry: readonly Telemetry[]): string {
  return JSON.stringify({
    t: 'ev',
    ch: 0,
    off,
    wm: 'start',
    items: telemetry.map((d) => ({ op: 'ins', d, et: 1_700_000_000_000 })),
  });
}

/** The same as a ready frame. */
export function envelopeFrame(off: number, telemetry: readonly Telemetry[]): Buffer {
  return new Frame(Buffer.from(envelope(off, telemetry)), false).bytes;
}
