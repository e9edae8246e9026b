/** Roles that a server's feeds can play; each is tested when one is named for it. */
export const roles = {
  events: 'a feed with an event at least every second, and some kept ones',
  quiet: 'a feed with no events and a watermark that moves at least every second',
  flood: 'a feed with at least 5 MB a second, and a log that it outgrows',
  windows: 'a feed of panes with keys and windows, corrections among them',
  table: 'a table with at least ten changes a second, removals among them, and checks',
  ended: 'a feed that has come to its end',
  failed: 'a feed that has failed',
  large: 'a feed of which every other event or so is too large for a message',
} as const;

/** The role of a feed. */
export type Role = keyof typeof roles;

/** The server under test, and what is known of it beforehand. */
export interface Target {
  readonly url: URL;
  readonly feeds: Partial<Readonly<Record<Role, string>>>;
  /** A good token, where the server wants one. */
  readonly token?: string;
  /** A good token that expires within seconds. */
  readonly shortToken?: string;
  /** A token of somebody else. */
  readonly otherToken?: string;
  /** The cookie in which the server takes a token. */
  readonly tokenCookie?: string;
  /** So many connections the server takes, where that is few enough to open all of them. */
  readonly connections?: number;
  /** How long slow readers take nothing, in ms (default: 6,000). */
  readonly stallMs?: number;
  /** Makes the server announce a restart and close its connections. */
  readonly restart?: () => Promise<void>;
}
