/**
 * The limits that a server tells in `welcome`; what exceeds one gets an error with a close code.
 */
export interface WireLimits {
  /** The largest message, in bytes (default: 1,048,576). */
  readonly frame: number;
  /** The longest feed name, in characters (default: 255). */
  readonly name: number;
  /** Subscriptions on one connection (default: 128). */
  readonly subs: number;
  /** Messages a second that a client may send, after a burst of `subs` more (default: 50). */
  readonly rate: number;
  /** Events of one page of history (default: 1,000). */
  readonly page: number;
  /** The longest filter, in characters (default: 1,000). */
  readonly filter: number;
  /** Choices of events, fields and delays on one connection (default: 16). */
  readonly views: number;
}

/** What holds where a server was given nothing else. */
export const DEFAULT_LIMITS: WireLimits = Object.freeze({
  frame: 1_048_576,
  name: 255,
  subs: 128,
  rate: 50,
  page: 1_000,
  filter: 1_000,
  views: 16,
});
