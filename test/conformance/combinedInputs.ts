import { ACTIVE, copySnapshot, IDLE, SnapshotCollector, SnapshotReader } from 'millrace';
import { HandInput } from './handInput.ts';

/** What a vector calls an input. */
export type InputName = string | number;

/** The inputs of a union, by their names. */
export type NamedInputs = ReadonlyMap<InputName, HandInput>;

/** Drives the inputs of a union by hand; after a checkpoint, those of another that goes on. */
export class CombinedInputs {
  readonly #connect: (inputs: NamedInputs) => void;
  readonly #wakes: boolean;
  readonly #idle = new Set<InputName>();
  readonly #removed = new Set<InputName>();
  readonly #absent = new Set<InputName>();
  #inputs: NamedInputs;

  /**
   * @param wakes whether any watermark shows that an idle input is there again
   * @param connect makes a union of inputs and listens to it
   */
  constructor(names: readonly InputName[], wakes: boolean, connect: (inputs: NamedInputs) => void) {
    this.#wakes = wakes;
    this.#connect = connect;
    this.#inputs = new Map(names.map((name) => [name, new HandInput()]));
    connect(this.#inputs);
  }

  /** Whether every input was removed, or was never there. */
  get areGone(): boolean {
    return [...this.#inputs.keys()].every(
      (name) => this.#removed.has(name) || this.#absent.has(name),
    );
  }

  /** An input that is not registered yet holds nothing back. */
  leaveOut(name: InputName): void {
    this.rest(name);
    this.#absent.add(name);
  }

  /** Raises the watermark of one input, or of all. */
  raise(watermark: number, name: InputName | undefined): void {
    for (const one of name === undefined ? this.#inputs.keys() : [name]) {
      const input = this.#inputOf(one);
      const back = this.#wakes && this.#idle.delete(one);
      // One that is not larger tells the union nothing but that the input is there.
      input.raise(watermark, back && watermark <= input.watermark ? ACTIVE : undefined);
    }
  }

  rest(name: InputName): void {
    this.#idle.add(name);
    this.#inputOf(name).control(IDLE);
  }

  wake(name: InputName): void {
    this.#absent.delete(name);
    this.#idle.delete(name);
    this.#inputOf(name).control(ACTIVE);
  }

  remove(name: InputName): void {
    this.#inputOf(name).complete();
    this.#removed.add(name);
  }

  restore(id: number): void {
    const collector = new SnapshotCollector();
    const open = [...this.#inputs].filter(([name]) => !this.#removed.has(name));
    for (const [, input] of open) input.control({ kind: 'barrier', id, collector });
    const state = new SnapshotReader(copySnapshot(collector.snapshot));
    const watermarks = [...this.#inputs].map(([name, { watermark }]) => [name, watermark] as const);
    this.#inputs = new Map(watermarks.map(([name, at]) => [name, new HandInput(at)]));
    this.#connect(this.#inputs);
    for (const input of this.#inputs.values()) input.control({ kind: 'restore', state });
    for (const name of this.#removed) this.#inputs.get(name)?.complete();
  }

  #inputOf(name: InputName): HandInput {
    const found = this.#inputs.get(name);
    if (found === undefined || this.#removed.has(name)) throw new Error(`no input ${name}`);
    return found;
  }
}
