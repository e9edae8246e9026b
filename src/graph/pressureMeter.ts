import type { Pressure } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { StageNode } from './stageNode.ts';

/** How a stage stands while a source is paused. */
type Role = 'backPressured' | 'pausing';

/** Longer ago, and a stage that took or gave values is idle. */
const RECENT_MS = 1000;

/** What a stage is doing. */
export type StageState = 'busy' | 'idle' | 'backPressured';

/**
 * Counts for each stage the time in which sources before it were paused: for one that holds values as
 * time in which it paused them, for the stages before such a one, and the sources, as time in which they
 * were back-pressured. Looks at the clock when a source is paused or goes on, and when it is asked.
 */
export class PressureMeter {
  readonly #stages: readonly StageNode[];
  readonly #runtime: Runtime;
  readonly #watched = new Set<Pressure>();
  #roles: ReadonlyMap<StageNode, Role> = new Map();
  #since = 0;
  #running = false;

  constructor(stages: readonly StageNode[], runtime: Runtime) {
    this.#stages = stages;
    this.#runtime = runtime;
  }

  /** The graph runs from now on. */
  begin(): void {
    this.#running = true;
    this.#since = this.#runtime.monotonic();
  }

  /** A chunk with this handle has left a source; a handle that joins others is asked for them each time. */
  see(source: StageNode, pressure: Pressure | undefined): void {
    if (pressure === undefined || source.handles.has(pressure)) return;
    for (const handle of pressure.sources) {
      source.handles.add(handle);
      if (this.#watched.has(handle)) continue;
      this.#watched.add(handle);
      handle.watch(() => this.update());
    }
  }

  /** Brings the times up to now; from here on the stages count as they stand. */
  update(isOver: boolean = false): void {
    if (!this.#running) return;
    this.#settle();
    this.#running = !isOver;
    this.#roles = isOver ? new Map() : rolesOf(this.#stages);
  }

  /** What a stage is doing, as of the last update. */
  stateOf(stage: StageNode): StageState {
    const role = this.#roles.get(stage);
    if (role === 'backPressured') return 'backPressured';
    if (role === 'pausing' || (this.#running && stage.held > 0)) return 'busy';
    const { activeAt } = stage;
    const recent = activeAt !== undefined && this.#runtime.monotonic() - activeAt <= RECENT_MS;
    return this.#running && recent ? 'busy' : 'idle';
  }

  #settle(): void {
    const now = this.#runtime.monotonic();
    const span = now - this.#since;
    this.#since = now;
    for (const stage of this.#stages) {
      stage.runMs += span;
      const role = this.#roles.get(stage);
      if (role === 'backPressured') stage.backPressuredMs += span;
      else if (role === 'pausing') stage.pausingMs += span;
    }
  }
}

/** The stages behind a stage, and itself, that hold values. */
export function holdersBehind(
  stages: readonly StageNode[],
  source: StageNode,
): readonly StageNode[] {
  return stages.filter((stage) => stage.held > 0 && leadsTo(source, stage));
}

/** Whether values come from one stage to the other. */
export function leadsTo(from: StageNode, goal: StageNode): boolean {
  return from === goal || goal.inputs.some((input) => leadsTo(from, input));
}

function rolesOf(stages: readonly StageNode[]): ReadonlyMap<StageNode, Role> {
  const roles = new Map<StageNode, Role>();
  for (const source of stages) {
    if (![...source.handles].some(({ paused }) => paused)) continue;
    roles.set(source, 'backPressured');
    const holders = holdersBehind(stages, source);
    for (const stage of stages) {
      const isBefore = leadsTo(source, stage) && holders.some((holder) => leadsTo(stage, holder));
      if (isBefore) roles.set(stage, 'backPressured');
    }
    for (const holder of holders) roles.set(holder, 'pausing');
  }
  return roles;
}
