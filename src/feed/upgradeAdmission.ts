import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { judgeToken, tokenOf } from './authenticate.ts';
import type { Authenticate, Identity, Verdict } from './authenticate.ts';
import { answerRefusal, tokenRefusal } from './refusal.ts';
import type { ServerSettings } from './serverConfig.ts';

/** A request to open a WebSocket. */
export interface Asking {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** It may become a connection; undefined: no token came with it. */
  accept(identity: Identity | undefined): void;
}

/**
 * Judges tokens that come with requests, before there is a WebSocket. State: the requests that wait for a
 * verdict, no longer than a hello may take.
 */
export class UpgradeAdmission {
  readonly #settings: ServerSettings;
  /** Each ends the wait of one request. */
  readonly #waits = new Set<(verdict: Verdict | 'late') => void>();

  constructor(settings: ServerSettings) {
    this.#settings = settings;
  }

  /** How many requests wait. */
  get size(): number {
    return this.#waits.size;
  }

  /** Accepts a request, or answers why not. */
  admit(asking: Asking): void {
    const { authenticate, tokenCookie } = this.#settings;
    const token = authenticate && tokenOf(asking.request, tokenCookie);
    if (authenticate === undefined || token === undefined) asking.accept(undefined);
    else this.#judge(asking, authenticate, token);
  }

  #judge({ request, socket, accept }: Asking, authenticate: Authenticate, token: string): void {
    const drop = (): void => void socket.destroy();
    const { runtime, helloTimeout } = this.#settings;
    const settle = (verdict: Verdict | 'late'): void => {
      // Whoever is late takes no place of others, and no answer changes anything any more.
      if (!this.#waits.delete(settle)) return;
      cancel();
      if (verdict === 'late') return drop();
      socket.off('error', drop);
      if (socket.destroyed) return;
      if (typeof verdict === 'object') accept(verdict);
      else answerRefusal(socket, tokenRefusal(verdict));
    };
    const cancel = runtime.setTimer(() => settle('late'), helloTimeout);
    this.#waits.add(settle);
    socket.on('error', drop);
    void judgeToken(authenticate, token, request, runtime.now()).then(settle);
  }

  /** The server closes: nobody waits any more. */
  close(): void {
    for (const settle of this.#waits) settle('failed');
  }
}
