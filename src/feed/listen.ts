import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamError } from '../../operators/index.ts';

/**
 * Makes a server listen.
 *
 * @throws StreamError `MILLRACE_PORT_IN_USE` when it cannot
 */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(listenError(port, host, error));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function listenError(port: number, host: string, cause: NodeJS.ErrnoException): StreamError {
  const why =
    cause.code === 'EADDRINUSE'
      ? 'is in use'
      : `cannot be listened on (${cause.code ?? 'unknown'})`;
  const fix = 'choose another one (config: port; command line: --port; 0 takes a free one)';
  const text = `createFeedServer: port ${port} of ${host} ${why}; ${fix}`;
  return new StreamError('MILLRACE_PORT_IN_USE', text, { cause });
}

/** The port that a server listens on; 0 when it does not listen on one. */
export function portOf(server: Server): number {
  const address = server.address() as AddressInfo | string | null;
  return typeof address === 'object' && address !== null ? address.port : 0;
}
