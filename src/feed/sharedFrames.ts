import type { Codec, Mark, Pick } from '../wire/index.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';

/**
 * The newest small message of each kind, framed once for all readers of a codec who get it one after the
 * other.
 */
export class SharedFrames {
  readonly #ready = new Map<string, { readonly text: string; readonly frame: Frame }>();

  frame(codec: Codec, message: Mark | Pick): Frame {
    const place = `${codec.name} ${message.t}`;
    const text = message.t === 'mark' ? `${message.off}` : `${message.from} ${message.to}`;
    const key = `${text} ${String(message.wm)}`;
    const ready = this.#ready.get(place);
    if (ready?.text === key) return ready.frame;
    const frame = frameOf(codec, message);
    this.#ready.set(place, { text: key, frame });
    return frame;
  }
}
