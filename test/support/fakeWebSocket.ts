import { EventEmitter } from 'node:events';
import type { WebSocket } from '../../src/feed/webSocketServer.ts';

/** What stands for the driver's socket: it gives the frames of a client, and keeps how it was closed. */
export class FakeWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly protocol = 'millrace.v1.json';
  readyState = 1;
  closeCode: number | undefined;
  isPaused = false;
  /** What pings of WebSocket itself were answered with. */
  readonly pongs: string[] = [];

  /** As what a server knows it. */
  get asDriver(): WebSocket {
    return this as unknown as WebSocket;
  }

  /** A frame comes in; text, or else bytes. */
  hear(frame: string | Buffer): void {
    this.emit('message', Buffer.from(frame), typeof frame !== 'string');
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  pong(data: Buffer): void {
    this.pongs.push(data.toString());
  }

  close(code: number): void {
    this.closeCode = code;
    this.readyState = 3;
    this.emit('close');
  }

  terminate(): void {
    this.close(1006);
  }
}
