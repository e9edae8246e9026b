import { openRawSocket } from '../../feedConformance/rawSocket.ts';
import { opcodes, writeFrame } from '../../feedConformance/writeFrame.ts';
import { hostileText } from './hostileText.ts';

type Random = (below: number) => number;

/** A frame as it goes over the wire, sound or not. */
function hostileFrame(random: Random): Buffer {
  const payload = Buffer.from(hostileText(random));
  const opcode = random(10) === 0 ? random(16) : opcodes.text;
  const frame = writeFrame(payload, {
    opcode,
    isLast: random(20) > 0,
    isMasked: random(20) > 0,
    reserved: random(20) === 0 ? random(8) << 4 : 0,
  });
  return random(20) === 0 ? frame.subarray(0, random(frame.length)) : frame;
}

/** Opens a connection, sends hostile frames over it, and waits until the server has closed or answered. */
export async function sendOverSocket(url: URL, count: number, random: Random): Promise<void> {
  const socket = await openRawSocket(url, {}, () => undefined);
  if (random(8) > 0) socket.send('{"t":"hello","v":1}');
  for (let n = 0; n < count; n += 1) socket.socket.write(hostileFrame(random));
  // Half of them leave without a word, the others wait for what comes of it.
  if (random(2) === 0) socket.destroy();
  else socket.socket.end();
  await socket.closed;
}
