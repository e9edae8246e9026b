/** A token, or what gives one each time that it is needed. */
export type TokenSource = string | (() => string | Promise<string>);

/** The token to show now. */
export async function tokenFrom(source: TokenSource | undefined): Promise<string | undefined> {
  return typeof source === 'function' ? source() : source;
}
