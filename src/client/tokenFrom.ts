/** A token, or what gives one each time that it is needed. */
export type TokenSource = string | (() => string | Promise<string>);

/** The token to show now; none when it is null, as a store in plain JavaScript may say that it has none. */
export async function tokenFrom(source: TokenSource | undefined): Promise<string | undefined> {
  return (typeof source === 'function' ? await source() : source) ?? undefined;
}
