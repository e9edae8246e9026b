export { CLOSE, comebackAfter } from './closeCodes.ts';
export type { CloseCode, Comeback } from './closeCodes.ts';
export type { Codec, Decoder } from './codec.ts';
export { jsonCodec } from './jsonCodec.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { WireLimits } from './limits.ts';
export { loadCompression } from './loadCompression.ts';
export type { Compression, Inflate } from './compression.ts';
export { loadMsgpackCodec } from './loadMsgpackCodec.ts';
export { loadMsgpackDecoder } from './loadMsgpackDecoder.ts';
export { PROTOCOL_VERSION } from './messages.ts';
export type {
  Auth,
  AuthOk,
  Bye,
  ClientMessage,
  Ctl,
  CtlAct,
  CtlOk,
  End,
  Err,
  Ev,
  Hello,
  Hist,
  Item,
  ItemOp,
  Mark,
  Outcome,
  Page,
  PageSkip,
  PaneTiming,
  Pick,
  Ping,
  Playback,
  PlaybackSpeed,
  PlaybackState,
  Pong,
  Schema,
  ServerMessage,
  Since,
  Skip,
  SkipReason,
  Slow,
  Sub,
  SetOk,
  SetSub,
  SubOk,
  Unsub,
  Welcome,
  WireSpan,
  WireWindow,
} from './messages.ts';
export { readClientMessage } from './readClientMessage.ts';
export { readServerMessage } from './readServerMessage.ts';
export { chooseSubprotocol, codecOf, SUBPROTOCOLS } from './subprotocols.ts';
export type { CodecName, PlainCodecName } from './subprotocols.ts';
export { WireError } from './wireError.ts';
export type { WireErrorCode } from './wireError.ts';
export { fromWireTime, toWireTime } from './wireTime.ts';
export type { WireTime } from './wireTime.ts';
