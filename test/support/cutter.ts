import { once } from 'node:events';
import { connect as connectTcp, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Passes connections on to a port, and cuts them when it is told. */
export class Cutter {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  connections = 0;

  constructor(target: () => number) {
    this.#server = createServer((near) => {
      this.connections += 1;
      const far = connectTcp(target(), '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => this.#cut(near, far));
      }
      near.pipe(far).pipe(near);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/feed`;
  }

  #cut(...sockets: Socket[]): void {
    for (const socket of sockets) {
      socket.destroy();
      this.#sockets.delete(socket);
    }
  }

  cutAll(): void {
    this.#cut(...this.#sockets);
  }

  close(): void {
    this.cutAll();
    this.#server.close();
  }
}
