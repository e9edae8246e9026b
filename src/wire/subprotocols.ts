/** How messages of the server are written, but for their compression. */
export type PlainCodecName = 'json' | 'msgpack';

/** The codecs of the protocol: how the messages of the server are written; `.z`: compressed. */
export type CodecName = PlainCodecName | `${PlainCodecName}.z`;

/** The WebSocket subprotocols, by codec. */
export const SUBPROTOCOLS: Readonly<Record<CodecName, string>> = Object.freeze({
  json: 'millrace.v1.json',
  msgpack: 'millrace.v1.msgpack',
  'json.z': 'millrace.v1.json.z',
  'msgpack.z': 'millrace.v1.msgpack.z',
});

/** The codec of a subprotocol; undefined for one that is not of this protocol. */
export function codecOf(subprotocol: string): CodecName | undefined {
  const names = Object.keys(SUBPROTOCOLS) as CodecName[];
  return names.find((name) => SUBPROTOCOLS[name] === subprotocol);
}

/** The first offered subprotocol that the server speaks. */
export function chooseSubprotocol(offered: Iterable<string>): string | undefined {
  for (const name of offered) if (codecOf(name) !== undefined) return name;
  return undefined;
}
