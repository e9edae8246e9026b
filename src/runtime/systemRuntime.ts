import type { Cancel, Runtime } from './runtime.ts';
import { systemClock } from './systemClock.ts';

/**
 * The real machine: wall clock, event loop and random numbers of Node or the browser.
 *
 * With `systemClock` the one place where these globals are touched.
 */
export const systemRuntime: Runtime = {
  ...systemClock,
  soon: 'setImmediate' in globalThis ? soonImmediate : soonMessage,
  id: randomId,
};

function soonImmediate(callback: () => void): Cancel {
  const immediate = setImmediate(callback);
  return () => clearImmediate(immediate);
}

/** A message, because browsers stretch nested timeouts to 4 ms. */
function soonMessage(callback: () => void): Cancel {
  let open = true;
  const { port1, port2 } = new MessageChannel();
  const close = (): void => {
    open = false;
    port1.close();
  };
  const receive = (): void => {
    if (!open) return;
    close();
    callback();
  };
  // The types of Node's ports know only listeners, which the browser's need to be started for.
  Object.assign(port1, { onmessage: receive });
  port2.postMessage(undefined);
  return close;
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
