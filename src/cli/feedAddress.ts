import { UsageError } from './usageError.ts';

/**
 * The address of a server's feeds: what was given, as a WebSocket's, at `/feed` where it names no path.
 *
 * @throws UsageError
 */
export function feedAddress(url: string): string {
  const text = /^[a-z]+:\/\//i.test(url) ? url.replace(/^http/i, 'ws') : `ws://${url}`;
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || !/^wss?:$/.test(address.protocol)) {
    throw new UsageError(`expected an address such as 'ws://127.0.0.1:8080', got '${url}'.`);
  }
  if (address.pathname === '/') address.pathname = '/feed';
  address.hash = '';
  return address.href;
}

/** Where a server of feeds shows what it has, if it does. */
export function feedsPage(url: string): string {
  const { protocol, host } = new URL(feedAddress(url));
  return `${protocol.replace('ws', 'http')}//${host}/feeds`;
}
