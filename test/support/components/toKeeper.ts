/** What a keeper is told: the command line of the server that it should start. */
export interface ToKeeper {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whom the process belongs to, where it is not the user of the tests. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** The signal upon which it ends at once with all its children (default SIGKILL). */
  readonly endBy?: NodeJS.Signals;
}

/** What a keeper tells. */
export type FromKeeper =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'ended'; readonly why: string };
