import { opcodes } from './writeFrame.ts';

/** A whole message or a control frame. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Cuts the bytes of a server into messages, and fails where they break RFC 6455. */
export class FrameReader {
  readonly #give: (frame: Frame) => void;
  #parts: Buffer[] = [];
  #length = 0;
  #needed = 2;
  #open: { readonly opcode: number; readonly parts: Buffer[] } | undefined;

  constructor(give: (frame: Frame) => void) {
    this.#give = give;
  }

  add(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    // Parts are put together only when a frame can be read: a large one comes in many.
    while (this.#length >= this.#needed) {
      let all = Buffer.concat(this.#parts);
      const size = frameSize(all);
      if (all.length < size.whole) {
        [this.#parts, this.#needed] = [[all], size.whole];
        return;
      }
      this.#take(all.subarray(0, size.whole), size.header);
      all = all.subarray(size.whole);
      [this.#parts, this.#length, this.#needed] = [[all], all.length, 2];
    }
  }

  #take(frame: Buffer, header: number): void {
    const [first, payload] = [frame[0] as number, frame.subarray(header)];
    const [isLast, opcode] = [(first & 128) !== 0, first & 15];
    if ((first & 112) !== 0) throw new Error('a frame of the server has a reserved bit');
    if (opcode >= opcodes.close) return this.#give({ opcode, payload });
    if ((opcode === opcodes.next) !== (this.#open !== undefined))
      throw new Error('frames of two messages of the server are mixed');
    this.#open ??= { opcode, parts: [] };
    this.#open.parts.push(payload);
    if (!isLast) return;
    const { parts, opcode: kind } = this.#open;
    this.#open = undefined;
    this.#give({ opcode: kind, payload: Buffer.concat(parts) });
  }
}

/** How long a frame and its header are, as far as that can be read. */
function frameSize(bytes: Buffer): { readonly header: number; readonly whole: number } {
  const second = bytes[1] as number;
  if ((second & 128) !== 0) throw new Error('a frame of the server is masked');
  if (second < 126) return { header: 2, whole: 2 + second };
  const header = second === 126 ? 4 : 10;
  if (bytes.length < header) return { header, whole: header };
  const length = second === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { header, whole: header + length };
}
