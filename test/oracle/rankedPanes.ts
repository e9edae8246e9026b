/** A pane as a ranking meets it: where it stands in the stream, and what it is ranked by. */
export interface ArrivingPane {
  readonly key: unknown;
  readonly window: { readonly start: number; readonly end: number };
  readonly value: unknown;
  readonly score: number;
  readonly retract: boolean;
  readonly before: number;
}

/** One ranking that has to come out. */
export interface RankedPane {
  readonly window: ArrivingPane['window'];
  readonly top: readonly ArrivingPane[];
  readonly timing: 'onTime' | 'late';
  readonly index: number;
  readonly final: boolean;
  readonly before: number;
}

/** What is known of one window: its panes by key in the order in which keys first came. */
interface Place {
  readonly window: ArrivingPane['window'];
  readonly panes: Map<unknown, ArrivingPane | undefined>;
  fired: boolean;
  told: number;
}

/** How a ranking is told. */
export interface RankedPanesConfig {
  readonly limit: number;
  readonly lateness: number;
  /** The watermark before the end of the stream. */
  readonly atEnd: number;
}

/** Sorts each window anew for each pane; a pane that is taken back leaves its key without one. */
export function rankedPanes(
  panes: readonly ArrivingPane[],
  { limit, lateness, atEnd }: RankedPanesConfig,
): readonly RankedPane[] {
  const places = new Map<string, Place>();
  const out: RankedPane[] = [];
  const topOf = (place: Place): readonly ArrivingPane[] =>
    [...place.panes.values()]
      .filter((pane) => pane !== undefined)
      .map((pane, order) => ({ pane, order }))
      .sort((a, b) => b.pane.score - a.pane.score || a.order - b.order)
      .slice(0, limit)
      .map(({ pane }) => pane);
  const tell = (place: Place, timing: 'onTime' | 'late', before: number, final: boolean): void => {
    const { window, told: index } = place;
    out.push({ window, top: topOf(place), timing, index, final, before });
    place.told += 1;
  };
  const pass = (watermark: number): void => {
    const due = [...places.values()].filter(({ fired, window }) => {
      return !fired && window.end - 1 <= watermark;
    });
    for (const place of due.sort((a, b) => compare(a.window, b.window))) {
      place.fired = true;
      if (topOf(place).length === 0) continue;
      tell(place, 'onTime', place.window.end - 2, lateness === 0 || watermark === Infinity);
    }
  };
  for (const pane of panes) {
    pass(pane.before);
    const { window, key, before } = pane;
    if (window.end - 1 + lateness <= before) continue;
    const name = `${window.start} ${window.end}`;
    const fired = window.end - 1 <= before;
    const place = places.get(name) ?? { window, panes: new Map(), fired, told: 0 };
    if (pane.retract && !places.has(name)) continue;
    places.set(name, place);
    const was = topOf(place);
    place.panes.set(key, pane.retract ? undefined : pane);
    const is = topOf(place);
    const changed = is.length !== was.length || is.some((one, rank) => one !== was[rank]);
    if (place.fired && changed) tell(place, 'late', before, false);
  }
  pass(atEnd);
  pass(Infinity);
  return out;
}

function compare(a: ArrivingPane['window'], b: ArrivingPane['window']): number {
  return a.end - b.end || a.start - b.start;
}
