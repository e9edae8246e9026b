/** How messages reach the subscribers of one process. */
export interface FanOutServer {
  readonly port: number;
  /** Makes and sends the messages of one turn: `turn * each` and the ones behind it. */
  readonly send: (turn: number, each: number) => void;
  /** How many of its clients do not take what it has for them. */
  readonly heldUp?: () => number;
  /** How many frames a turn of so many messages has. */
  readonly frames: (each: number) => number;
  /** What its clients say to become subscribers. */
  readonly handshake: Handshake;
}

/** How a connection begins. */
export interface Handshake {
  /** The path of the upgrade; undefined: frames come at once. */
  readonly path?: string;
  readonly protocol?: string;
  /** Texts that are sent once the connection is open. */
  readonly say: readonly string[];
  /** How many frames come before those that are counted. */
  readonly before: number;
}

/** Starts a server whose messages have about so many bytes. */
export type StartFanOut = (bytes: number) => Promise<FanOutServer>;

/** What a message says; the text fills it up. */
export interface Telemetry {
  readonly n: number;
  /** When it was made, in µs of the machine's clock. */
  readonly at: number;
  readonly text: string;
}

/** The envelope of a message without its text has about so many bytes. */
const ENVELOPE = 45;

/** Makes messages of about so many bytes of JSON. */
export function telemetryOf(bytes: number): (n: number) => Telemetry {
  const text = '0123456789abcdef'.repeat(64).slice(0, bytes - ENVELOPE);
  return (n) => ({ n, at: microseconds(), text });
}

/** The machine's monotonic clock, which all processes share. */
export function microseconds(): number {
  return Math.round(Number(process.hrtime.bigint() / 1_000n));
}
