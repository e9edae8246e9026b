/** A pane of a window by count, with the events in it. */
export interface CountPane<T> {
  readonly key: unknown;
  readonly start: number;
  readonly end: number;
  readonly events: readonly T[];
  /** The position of the event that fired it. */
  readonly position: number;
}

/** Recomputes windows by count: for each event, whether a window of its key ends with it. */
export function countPanes<T>(
  events: readonly { readonly value: T; readonly at: number }[],
  rules: { readonly count: number; readonly every: number; readonly partial: boolean },
  keyOf: (value: T) => unknown,
): { readonly panes: CountPane<T>[]; readonly unassigned: number; readonly unfired: number } {
  const panes: CountPane<T>[] = [];
  const shown = new Set<unknown>();
  const due = new Set<unknown>();
  const { count, every, partial } = rules;
  for (const key of new Set(events.map(({ value }) => keyOf(value)))) {
    const own = events.filter(({ value }) => keyOf(value) === key);
    for (let end = partial ? every : count; end - count < own.length; end += every) {
      const held = own.slice(Math.max(0, end - count), end);
      for (const event of held) due.add(event);
      if (end > own.length) continue;
      for (const event of held) shown.add(event);
      const times = held.map(({ at }) => at);
      panes.push({
        key,
        start: Math.min(...times),
        end: Math.max(...times) + 1,
        events: held.map(({ value }) => value),
        position: events.indexOf(held.at(-1) as (typeof events)[number]),
      });
    }
  }
  panes.sort((a, b) => a.position - b.position);
  return { panes, unassigned: events.length - due.size, unfired: due.size - shown.size };
}
