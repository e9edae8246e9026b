import { unreadable } from './errors.ts';

/**
 * Refuses msgpack that claims more than it has: a reader would make room for it first. Allows what a
 * block is made of: nil, booleans, numbers, texts, bytes and arrays.
 */
export function checkMsgpack(bytes: Buffer): void {
  let at = 0;
  while (at < bytes.length) {
    const { size, content, items } = tokenAt(bytes, at);
    at += size + content;
    if (at > bytes.length || items > bytes.length - at)
      throw unreadable('a block claims more than it holds');
  }
}

interface Token {
  readonly size: number;
  /** Bytes that belong to it. */
  readonly content: number;
  /** Values that belong to it, each a token of its own. */
  readonly items: number;
}

/** Bytes of the numbers from 0xca to 0xd3, with the mark. */
const NUMBER_SIZES = [5, 9, 2, 3, 5, 9, 2, 3, 5, 9];

function tokenAt(bytes: Buffer, at: number): Token {
  const mark = bytes[at] as number;
  if (mark < 0x80 || mark >= 0xe0) return plain(1);
  if (mark >= 0x90 && mark < 0xa0) return { size: 1, content: 0, items: mark & 15 };
  if (mark >= 0xa0 && mark < 0xc0) return { size: 1, content: mark & 31, items: 0 };
  if (mark === 0xc0 || mark === 0xc2 || mark === 0xc3) return plain(1);
  if (mark >= 0xc4 && mark <= 0xc6) return withContent(bytes, at, 1 << (mark - 0xc4));
  if (mark >= 0xca && mark <= 0xd3) return plain(NUMBER_SIZES[mark - 0xca] as number);
  if (mark >= 0xd9 && mark <= 0xdb) return withContent(bytes, at, 1 << (mark - 0xd9));
  if (mark === 0xdc || mark === 0xdd) {
    const width = mark === 0xdc ? 2 : 4;
    return { size: 1 + width, content: 0, items: lengthAt(bytes, at, width) };
  }
  throw unreadable('a block holds msgpack of a kind that no block has');
}

function plain(size: number): Token {
  return { size, content: 0, items: 0 };
}

function withContent(bytes: Buffer, at: number, width: number): Token {
  return { size: 1 + width, content: lengthAt(bytes, at, width), items: 0 };
}

function lengthAt(bytes: Buffer, at: number, width: number): number {
  if (at + 1 + width > bytes.length) throw unreadable('a block ends within a length');
  return bytes.readUIntBE(at + 1, width);
}
