import { dedupe, first, fixedWindow, last, slidingWindow } from 'millrace';
import type { Aggregate, Change, Pane } from 'millrace';
import { makePlan } from './plan.ts';
import type { FedEvent, Plan } from './plan.ts';
import { offsetOf, placeOf } from './windowPlan.ts';
import type { Row, Vector } from './vector.ts';

type Key = FedEvent['key'];
type Given = Pick<Vector, 'config' | 'steps' | 'features'>;

/** Runs a vector that keeps one event per key: of all time, or of each window. */
export function dedupePlan(vector: Given): Plan {
  const { windowed, changelog, keep } = vector.config;
  if (windowed === true) return windowedPlan(vector);
  return changelog === true || keep === 'last' ? changesPlan(vector) : finalPlan(vector);
}

function rowOf({ key, value, id }: FedEvent, ts: number): Row {
  return { key, value, id, ts };
}

/** The first event of each key, when the watermark makes it certain. */
function finalPlan({ config }: Given): Plan {
  const { stateTtl } = config;
  return makePlan<FedEvent>({
    inputs: 1,
    build: ({ left, scheduler, late }) =>
      left.pipe(
        dedupe<FedEvent, Key>({
          key: ({ key }) => key,
          keep: config.keep as 'first',
          late: late<FedEvent>(),
          ...(stateTtl !== undefined && { timeToLive: { processingTime: stateTtl } }),
          scheduler,
        }),
      ),
    rowsOf: (event, ts) => [{ op: 'insert', ...rowOf(event, ts) }],
  });
}

/** The event of each key as it is known so far, as changes of a table. */
function changesPlan({ config, features }: Given): Plan {
  const { stateTtl, updateBefore } = config;
  return makePlan<Change<Key, FedEvent>>({
    inputs: 1,
    build: ({ left, scheduler, late }) =>
      left.pipe(
        dedupe<FedEvent, Key>({
          key: ({ key }) => key,
          keep: config.keep as 'first' | 'last',
          emit: 'changes',
          late: features.includes('lateOutput') ? late<FedEvent>() : 'accept',
          ...(updateBefore !== undefined && { updateBefore }),
          ...(stateTtl !== undefined && { timeToLive: { processingTime: stateTtl } }),
          scheduler,
        }),
      ),
    rowsOf: ({ op, value: event }, ts) => [{ op, ...rowOf(event, ts) }],
  });
}

type Choice = { readonly event: Aggregate<FedEvent, FedEvent> };

/** One event per key and window: what its first or last is. */
function windowedPlan({ config, steps }: Given): Plan {
  const { size, slide, keep, allowedLateness } = config;
  const aggregate: Choice = { event: keep === 'first' ? first<FedEvent>() : last<FedEvent>() };
  return makePlan<Pane<Key, { readonly event: FedEvent }>>({
    inputs: 1,
    build: ({ left, late }) => {
      const windows = {
        size: size as number,
        ...offsetOf(config, steps),
        key: ({ key }: FedEvent) => key,
        aggregate,
        late: late<FedEvent>(),
        ...(allowedLateness !== undefined && { allowedLateness }),
      };
      if (slide === undefined) return left.pipe(fixedWindow(windows));
      return left.pipe(slidingWindow({ ...windows, every: slide }));
    },
    rowsOf: ({ key, window, value: { event } }, ts) => [
      { op: 'insert', ...rowOf(event, event.ts), ...placeOf(config, { key, window }, ts) },
    ],
  });
}
