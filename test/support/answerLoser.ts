import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Passes connections on to a port, and can lose an answer: the other side has done what it was asked. */
export class AnswerLoser {
  /** How many answers were lost. */
  lost = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #wanted: string | undefined;

  constructor(target: number) {
    this.#server = createServer((near) => this.#pass(near, connect(target, '127.0.0.1')));
  }

  /** @returns the port to connect to */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** The next request that holds this text has its answer lost, and its connection with it. */
  loseAnswerTo(text: string): void {
    this.#wanted = text;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #pass(near: Socket, far: Socket): void {
    let isDoomed = false;
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    near.on('data', (part) => {
      if (this.#wanted !== undefined && part.includes(this.#wanted)) {
        this.#wanted = undefined;
        isDoomed = true;
      }
      far.write(part);
    });
    far.on('data', (part) => {
      if (!isDoomed) near.write(part);
      else if (!near.destroyed) {
        this.lost += 1;
        cut();
      }
    });
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => this.#sockets.delete(socket) && cut());
    }
  }
}
