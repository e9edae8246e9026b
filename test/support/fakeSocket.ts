import { connectFeeds } from '../../src/client/index.ts';
import type {
  ClientConfig,
  FeedClient,
  FeedEvent,
  FeedOptions,
  WebSocketConstructor,
} from '../../src/client/index.ts';
import { ManualRuntime } from '../../src/runtime/index.ts';

/** A socket without a network: the test is the server. */
export class FakeSocket {
  binaryType = '';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.isClosed = true;
  }

  give(message: object): void {
    this.giveFrame(JSON.stringify(message));
  }

  giveFrame(data: string | ArrayBuffer): void {
    this.onmessage?.({ data } as never);
  }

  /** Opens and greets. */
  welcome(more: object = {}): void {
    this.onopen?.({} as never);
    this.give({ t: 'welcome', v: 1, conn: 'c', ping: { every: 100, timeout: 10 }, ...more });
  }

  end(code: number, reason = ''): void {
    this.onclose?.({ code, reason } as never);
  }

  /** What was sent since the last look. */
  take(): Record<string, unknown>[] {
    return this.sent.splice(0);
  }
}

/** A client and the sockets that it opened. */
export interface Setting {
  readonly client: FeedClient;
  readonly runtime: ManualRuntime;
  readonly sockets: FakeSocket[];
  readonly states: string[];
}

/** A client whose sockets lead nowhere. */
export async function connected(config: ClientConfig = {}): Promise<Setting> {
  const runtime = new ManualRuntime();
  const sockets: FakeSocket[] = [];
  const WebSocket = function () {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket;
  } as unknown as WebSocketConstructor;
  const client = connectFeeds('ws://example.org/feed', { runtime, WebSocket, ...config });
  const states: string[] = [];
  client.state.subscribe((state) => states.push(state));
  await runtime.settle();
  return { client, runtime, sockets, states };
}

/** Subscribes, and keeps what comes. */
export function collect(
  client: FeedClient,
  name = 'f',
  options: FeedOptions = {},
): { events: FeedEvent<unknown>[]; ends: unknown[]; stop(): void } {
  const [events, ends]: [FeedEvent<unknown>[], unknown[]] = [[], []];
  const subscription = client.feed(name, options).subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => ends.push(error),
    complete: () => ends.push('complete'),
  });
  return { events, ends, stop: () => subscription.unsubscribe() };
}

/** Answers a subscription in epoch `e` on channel 2. */
export const subok = (id: number, off: number): object => ({
  t: 'subok',
  id,
  ch: 2,
  epoch: 'e',
  off,
  floor: 0,
  outcome: 'live',
  wm: 'start',
});
/** A batch of the one event at an offset. */
export const ev = (off: number): object => ({
  t: 'ev',
  ch: 2,
  off,
  wm: 0,
  items: [{ op: 'ins', d: off, et: 0 }],
});
/** The offsets of events, and the kinds of all else. */
export const kinds = (events: readonly FeedEvent<unknown>[]): unknown[] =>
  events.map((event) => (event.kind === 'event' ? event.offset : event.kind));
