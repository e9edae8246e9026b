import type { Auth, ConnectionMessage, Hello, Ping, Pong } from './connectionMessages.ts';
import type { EndMessage } from './endMessages.ts';
import type { EventMessage } from './eventMessages.ts';
import type { Hist, Page } from './page.ts';
import type { Ctl, PlaybackMessage } from './playbackMessages.ts';
import type { SetSub, Sub, SubscriptionMessage, Unsub } from './subscriptionMessages.ts';
import type { TableMessage } from './tableMessages.ts';

/** What a client sends. */
export type ClientMessage = Hello | Auth | Sub | SetSub | Unsub | Hist | Ctl | Ping | Pong;

/** What a server sends. */
export type ServerMessage =
  | ConnectionMessage
  | SubscriptionMessage
  | EventMessage
  | TableMessage
  | Page
  | PlaybackMessage
  | EndMessage;
