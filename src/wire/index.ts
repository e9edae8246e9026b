export { applyMergePatch } from './applyMergePatch.ts';
export { canonicalJson } from './canonicalJson.ts';
export { CLOSE, comebackAfter } from './closeCodes.ts';
export type { CloseCode, Comeback } from './closeCodes.ts';
export type { Codec, Decoder } from './codec.ts';
export { checkPage } from './checkPage.ts';
export { jsonCodec } from './jsonCodec.ts';
export { jsonDecoder } from './jsonDecoder.ts';
export { isObject } from './isObject.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { WireLimits } from './limits.ts';
export { loadCompression } from './loadCompression.ts';
export type { Compression, Inflate } from './compression.ts';
export { loadMsgpackCodec } from './loadMsgpackCodec.ts';
export { loadMsgpackDecoder } from './loadMsgpackDecoder.ts';
export { PROTOCOL_VERSION } from './connectionMessages.ts';
export type { Item, ItemOp, PaneTiming, WireSpan, WireWindow } from './item.ts';
export type { Auth, AuthOk, Bye, Hello, Ping, Pong, Welcome } from './connectionMessages.ts';
export type { End, Err } from './endMessages.ts';
export type { Ev, Mark, Pick, Schema, Skip, SkipReason } from './eventMessages.ts';
export type { Hist, Page, PageSkip } from './page.ts';
export type { ClientMessage, ServerMessage } from './messages.ts';
export type {
  Ctl,
  CtlAct,
  CtlOk,
  Playback,
  PlaybackSpeed,
  PlaybackState,
} from './playbackMessages.ts';
export type {
  Outcome,
  Since,
  Slow,
  Sub,
  SetOk,
  SetSub,
  SubOk,
  Unsub,
} from './subscriptionMessages.ts';
export type { Check, Snap } from './tableMessages.ts';
export { isTooDeep, MOST_DEEP_ITEM } from './isTooDeep.ts';
export { readClientMessage } from './readClientMessage.ts';
export { readServerMessage } from './readServerMessage.ts';
export { addSum, proveRow, rowId } from './rowProof.ts';
export type { RowProof } from './rowProof.ts';
export { chooseSubprotocol, codecOf, SUBPROTOCOLS } from './subprotocols.ts';
export type { CodecName, PlainCodecName } from './subprotocols.ts';
export { WireError } from './wireError.ts';
export type { WireErrorCode } from './wireError.ts';
export { fromWireTime, toWireTime } from './wireTime.ts';
export type { WireTime } from './wireTime.ts';
