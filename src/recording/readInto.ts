import type { FileHandle } from 'node:fs/promises';

/** Reads from a position on until the room is full or the file ends; gives the part that was filled. */
export async function readInto(
  handle: FileHandle,
  position: number,
  room: Buffer,
): Promise<Buffer> {
  let done = 0;
  while (done < room.length) {
    const { bytesRead } = await handle.read(room, done, room.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return room.subarray(0, done);
}
