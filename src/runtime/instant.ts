const ISO =
  /^([+-]\d{6}|\d{4})-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?$/;

/** An instant as text for people and logs, in UTC, such as `2001-01-31T08:15:00.000Z`. */
export function instantText(instant: number): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? String(instant) : date.toISOString();
}

/**
 * Reads an instant: milliseconds since the epoch, or a date such as `2001-01-31` or
 * `2001-01-31T08:15:00+02:00`. Without a time zone it is UTC.
 *
 * @returns undefined when the text is neither
 */
export function parseInstant(text: string): number | undefined {
  if (/^-?\d{5,}$/.test(text)) return Number(text);
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const hasTime = match[3] !== undefined;
  const hasZone = match[6] !== undefined;
  const instant = Date.parse(hasTime && !hasZone ? `${text}Z` : text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** An instant as a date object; reads no clock. */
export function dateOf(instant: number): Date {
  return new Date(instant);
}
