import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { BlockDecoder } from './blockDecoder.ts';
import { HEADER_BYTES, readBlockHeader, writeBlockHeader } from './blockHeader.ts';
import { decompress } from './compression.ts';
import { crc32 } from './crc32.ts';
import { readIndex, readTrailer, TRAILER_BYTES } from './fileEnd.ts';
import type { PlacedBlock } from './fileEnd.ts';
import { fileStart, readFileStart, START_BYTES, VERSION } from './fileStart.ts';
import { readInto } from './readInto.ts';
import type { ReadRows } from './recordedRows.ts';
import { infoOf } from './recordingInfo.ts';
import type { RecordingInfo, TornTail } from './recordingInfo.ts';
import type { ShapeFillers } from './shapeFillers.ts';
import { unreadable } from './errors.ts';

interface Found {
  readonly blocks: readonly PlacedBlock[];
  readonly closed: boolean;
  readonly torn: TornTail | undefined;
}

/** A recording that is open for reading, with the index of its blocks. */
export class RecordingFile {
  readonly blocks: readonly PlacedBlock[];
  readonly info: RecordingInfo;
  readonly #handle: FileHandle;
  readonly #decoder: BlockDecoder;
  /** Room for a block, used for each of them: new room for each costs as much as the reading. */
  #room: Buffer = Buffer.alloc(0);

  /**
   * @param fillers what is kept from reading to reading, so that rows are made fast from the start
   * @throws StreamError `MILLRACE_FILE_UNREADABLE` for what is no recording, and errors of the file
   */
  static async open(path: string, fillers?: ShapeFillers): Promise<RecordingFile> {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      return new RecordingFile(handle, size, await find(handle, size), fillers);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  private constructor(
    handle: FileHandle,
    bytes: number,
    { blocks, closed, torn }: Found,
    fillers: ShapeFillers | undefined,
  ) {
    this.#handle = handle;
    this.#decoder = new BlockDecoder(fillers);
    this.blocks = blocks;
    this.info = infoOf(blocks, { bytes, closed, torn });
  }

  /**
   * One block at a time: its rows can be asked for until the next one is read.
   *
   * @throws StreamError `MILLRACE_FILE_UNREADABLE` when the block is damaged
   */
  async read<T>(block: PlacedBlock, withTimes: boolean): Promise<ReadRows<T>> {
    const length = HEADER_BYTES + block.storedLength;
    if (this.#room.length < length) this.#room = Buffer.allocUnsafeSlow(length);
    const room = this.#room.subarray(0, length);
    const stored = await readStored(this.#handle, block, room);
    if (stored === undefined) throw unreadable(`the block at byte ${block.position} is damaged`);
    const content = decompress(stored, block.compression, block.length);
    return this.#decoder.decode<T>(content, block.rows, withTimes);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

async function find(handle: FileHandle, size: number): Promise<Found> {
  const start = await readAt(handle, 0, Math.min(size, START_BYTES));
  if (size > 0 && size < START_BYTES && fileStart().subarray(0, size).equals(start))
    return { blocks: [], closed: false, torn: tailAt(0, size, 'the file ends within its start') };
  checkStart(start);
  return (await findByIndex(handle, size)) ?? (await findByScan(handle, size));
}

function checkStart(start: Buffer): void {
  const version = readFileStart(start);
  if (version === 'foreign') throw unreadable('the file does not begin as a recording does');
  if (version === 'damaged') throw unreadable('the start of the file is damaged');
  if (version > VERSION)
    throw unreadable(`the file has version ${version} of the format, known is ${VERSION}`);
}

async function findByIndex(handle: FileHandle, size: number): Promise<Found | undefined> {
  const end = size - TRAILER_BYTES;
  if (end < START_BYTES) return undefined;
  const trailer = readTrailer(await readAt(handle, end, TRAILER_BYTES));
  if (trailer === undefined || end - trailer.bytes < START_BYTES) return undefined;
  const from = end - trailer.bytes;
  const blocks = readIndex(await readAt(handle, from, trailer.bytes), trailer);
  if (blocks === undefined || !areInOrder(blocks, from)) return undefined;
  return { blocks, closed: true, torn: undefined };
}

/** Whether the blocks fill the file one after the other. */
function areInOrder(blocks: readonly PlacedBlock[], end: number): boolean {
  let [position, offset] = [START_BYTES, 0];
  for (const block of blocks) {
    if (block.position !== position || block.offset !== offset) return false;
    position += HEADER_BYTES + block.storedLength;
    offset += block.rows;
  }
  return position === end;
}

/** Without an index: from block to block, up to the first that is not whole. */
async function findByScan(handle: FileHandle, size: number): Promise<Found> {
  const blocks: PlacedBlock[] = [];
  let [position, offset] = [START_BYTES, 0];
  let reason = 'no whole block follows';
  while (position < size) {
    const header = readBlockHeader(await readAt(handle, position, HEADER_BYTES));
    if (header === undefined || header.offset !== offset) break;
    const end = position + HEADER_BYTES + header.storedLength;
    if (end > size) {
      reason = 'the file ends within a block';
      break;
    }
    blocks.push({ ...header, position });
    position = end;
    offset += header.rows;
  }
  const last = blocks.at(-1);
  // The length of a file can be on the disk before its bytes are.
  if (last !== undefined && (await readStored(handle, last)) === undefined) {
    blocks.pop();
    position = last.position;
    reason = 'the last block is damaged';
  }
  const torn = position < size ? tailAt(position, size, reason) : undefined;
  return { blocks, closed: false, torn };
}

function tailAt(position: number, size: number, reason: string): TornTail {
  return { position, bytes: size - position, reason };
}

/** The content of a block as it is stored; undefined where it is not what its header says. */
async function readStored(
  handle: FileHandle,
  block: PlacedBlock,
  room: Buffer = Buffer.allocUnsafe(HEADER_BYTES + block.storedLength),
): Promise<Buffer | undefined> {
  const bytes = await readInto(handle, block.position, room);
  const header = bytes.subarray(0, HEADER_BYTES);
  const stored = bytes.subarray(HEADER_BYTES);
  if (stored.length !== block.storedLength || crc32(stored) !== block.checksum) return undefined;
  return header.equals(writeBlockHeader(block)) ? stored : undefined;
}

function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  return readInto(handle, position, Buffer.allocUnsafe(length));
}
