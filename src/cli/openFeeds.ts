import { StreamError } from '../../operators/index.ts';
import { connectFeeds } from '../client/index.ts';
import type { FeedClient } from '../client/index.ts';
import { feedAddress } from './feedAddress.ts';

/** What a command tells people about its connection. */
export interface OpenFeedsConfig {
  /** The name of the command, for error texts. */
  readonly command: string;
  readonly signal: AbortSignal;
  /** Called when an established connection breaks, and when it stands again. */
  readonly note: (text: string) => void;
}

/**
 * Connects to a server of feeds. The first connection must succeed; later ones are tried again and
 * again, which is told once for each break.
 *
 * @throws UsageError for what is no address
 * @throws StreamError `MILLRACE_SERVER_UNREACHABLE`; an interruption ends the waiting
 */
export async function openFeeds(url: string, config: OpenFeedsConfig): Promise<FeedClient> {
  const { command, signal, note } = config;
  const address = feedAddress(url);
  const client = connectFeeds(address, { name: `millrace ${command}` });
  const close = (): void => client.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    await firstConnection(client);
    signal.removeEventListener('abort', close);
  } catch (cause) {
    client.close();
    const reason = cause instanceof Error ? cause.message : 'interrupted';
    const text = `${command}: no feeds at ${address}: ${reason}`;
    const fix = 'start the server first, or check the address';
    throw new StreamError('MILLRACE_SERVER_UNREACHABLE', `${text}; ${fix}`, { cause });
  }
  noteBreaks(client, note);
  return client;
}

function firstConnection(client: FeedClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.state.subscribe((state) => {
      if (state === 'live') resolve();
      else if (state !== 'connecting') reject(client.problem);
    });
  });
}

function noteBreaks(client: FeedClient, note: (text: string) => void): void {
  let broken = false;
  client.state.subscribe((state) => {
    if (state === 'live' && broken) note('connected again');
    if (state === 'reconnecting' && !broken) note(`${client.problem?.message}; connecting again`);
    broken = state === 'reconnecting';
  });
}
