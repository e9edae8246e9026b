import { WebSocket } from 'ws';
import { connectFeeds } from '../../../src/client/index.ts';
import type { TableChange, WebSocketLike } from '../../../src/client/index.ts';
import { isCodedError } from '../../../operators/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedServer } from '../../../src/feed/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite("tables that are not the server's");

interface Row {
  readonly id: string;
  readonly n: number;
}

type Tamper = (text: string) => string;

/** A class of sockets whose messages somebody changes on their way. */
function tampering(tamper: Tamper): new (url: string, protocols: string[]) => WebSocketLike {
  return class {
    binaryType = 'arraybuffer';
    onopen: ((event: never) => void) | null = null;
    onmessage: ((event: never) => void) | null = null;
    onerror: ((event: never) => void) | null = null;
    onclose: ((event: never) => void) | null = null;
    readonly #socket: WebSocket;

    constructor(url: string, protocols: string[]) {
      this.#socket = new WebSocket(url, protocols, { perMessageDeflate: false });
      this.#socket.on('open', () => this.onopen?.({} as never));
      this.#socket.on('message', (data) =>
        this.onmessage?.({ data: tamper(String(data as Buffer)) } as never),
      );
      this.#socket.on('close', (code, reason) =>
        this.onclose?.({ code, reason: String(reason) } as never),
      );
    }

    send(data: string): void {
      this.#socket.send(data);
    }

    close(code?: number): void {
      this.#socket.close(code);
    }
  };
}

async function serving(
  body: (server: FeedServer, source: HandDrivenStream<Row>) => Promise<void>,
): Promise<void> {
  const source = new HandDrivenStream<Row>();
  const describe = (row: Row): { key: string; data: Row } => ({ key: row.id, data: row });
  const feed = createFeed('t', source.stream, { describe, table: { checkEvery: 3 } });
  const server = await createFeedServer({ feeds: [feed], closeGrace: 1 });
  try {
    await body(server, source);
  } finally {
    await server.close();
  }
}

const rows = (...values: number[]): Row[] => values.map((n) => ({ id: `k${n % 2}`, n }));

test('a row that was changed on its way is found by the checksum, and the table told anew', () =>
  serving(async (server, source) => {
    let isDone = false;
    const tamper: Tamper = (text) => {
      if (isDone || !text.includes('"t":"ev"')) return text;
      isDone = true;
      return text.replace('"n":2', '"n":7');
    };
    const client = connectFeeds(server.url, { WebSocket: tampering(tamper) });
    const table = await client.table<Row>('t');
    const changes: TableChange<Row>[] = [];
    table.changes.subscribe((change) => changes.push(change));
    await eventually(() => table.offset === 0);
    source.push(rows(1, 2));
    await eventually(() => table.offset === 2);
    assert.is(table.get('k0')?.data.n, 7);
    source.push(rows(3));
    await eventually(() => table.mismatches === 1 && table.offset === 3);
    await eventually(() => changes.filter(({ kind }) => kind === 'reset').length === 2);
    assert.equal([table.get('k0')?.data.n, table.get('k1')?.data.n], [2, 3]);
    source.push(rows(4, 5, 6));
    await eventually(() => table.offset === 6);
    assert.equal([table.get('k0')?.data.n, table.get('k1')?.data.n, table.size], [6, 5, 2]);
    assert.is(table.mismatches, 1);
    client.close();
  }));

test('a table that is wrong also after a fresh snapshot ends with an error', () =>
  serving(async (server, source) => {
    source.push(rows(1, 2));
    await eventually(() => server.stats().feeds[0]?.offset === 2);
    const tamper: Tamper = (text) => text.replace('"n":2', '"n":7');
    const client = connectFeeds(server.url, { WebSocket: tampering(tamper) });
    const table = await client.table<Row>('t');
    let error: unknown;
    table.changes.subscribe({ error: (failure: unknown) => (error = failure) });
    await eventually(() => error !== undefined);
    assert.ok(isCodedError(error) && error.code === 'MILLRACE_PROTOCOL');
    assert.is(table.mismatches, 2);
    client.close();
  }));

test('a feed of events is no table, and a table takes no filter', () =>
  serving(async (server) => {
    const events = createFeed('e', new HandDrivenStream<Row>().stream);
    const other = await createFeedServer({ feeds: [events] });
    const errors: unknown[] = [];
    const keep = { error: (error: unknown) => void errors.push(error) };
    const [first, second] = [connectFeeds(other.url), connectFeeds(server.url)];
    (await first.table('e')).changes.subscribe(keep);
    second.feed('t', { fields: ['n'] }).subscribe(keep);
    await eventually(() => errors.length === 2);
    for (const error of errors)
      assert.ok(isCodedError(error) && error.code === 'MILLRACE_FEED_REFUSED');
    first.close();
    second.close();
    await other.close();
  }));

test.run();
