import type { Subscriber } from 'rxjs';
import { checkChunk } from './checkChunk.ts';
import type { Chunk, Stream } from './chunk.ts';
import { StreamError } from './errors.ts';
import { connect } from './operate.ts';
import { describeOperator, OperatorStream } from './operatorStream.ts';
import type { OperatorInfo } from './operatorStream.ts';
import { Turns } from './turns.ts';

/**
 * Where a stream branches: what its branches subscribe to. Each subscription to their result has a
 * fork of its own, and the branches belong to the one that is being subscribed to.
 */
export class BranchPoint<T> extends OperatorStream<T> {
  readonly #source: Stream<T>;
  #forming: Fork<T> | undefined;

  constructor(source: Stream<T>) {
    super(describeOperator({ kind: 'branch', inputs: [source] }), (branch) => this.#join(branch));
    this.#source = source;
  }

  /** Subscribes to the result of all branches, and then to the source. */
  run<R>(result: Stream<R>, destination: Subscriber<Chunk<R>>): void {
    const fork = new Fork<T>(this.info);
    const outer = this.#forming;
    this.#forming = fork;
    try {
      result.subscribe(destination);
    } finally {
      this.#forming = outer;
    }
    if (!destination.closed) fork.connect(this.#source, destination);
  }

  #join(branch: Subscriber<Chunk<T>>): void {
    if (this.#forming === undefined) branch.error(tooLate());
    else this.#forming.add(branch);
  }
}

/** The branches of one subscription to their result. */
class Fork<T> {
  readonly #info: OperatorInfo;
  readonly #turns = new Turns();
  /** Never written to once a chunk may be on its way through it. */
  #branches: readonly Subscriber<Chunk<T>>[] = [];

  constructor(info: OperatorInfo) {
    this.#info = info;
  }

  add(branch: Subscriber<Chunk<T>>): void {
    this.#branches = [...this.#branches, branch];
    branch.add(() => {
      this.#branches = this.#branches.filter((other) => other !== branch);
    });
  }

  connect<R>(source: Stream<T>, destination: Subscriber<Chunk<R>>): void {
    connect<Chunk<T>, Chunk<R>>(source, destination, {
      next: this.#turns.each((chunk) => this.#pass(chunk)),
      error: (error) => this.#turns.take(() => this.#fail(error, destination)),
      complete: () => this.#turns.take(() => this.#complete()),
    });
  }

  #pass(chunk: Chunk<T>): void {
    checkChunk('branch', chunk);
    const branches = this.#branches;
    const { counters } = this.#info;
    counters.in += chunk.values.length;
    if (branches.length > 0) counters.out += chunk.values.length;
    counters.watermark = chunk.watermark;
    for (let i = 0; i < branches.length; i += 1) {
      const branch = branches[i] as Subscriber<Chunk<T>>;
      // One branch may end another, or all of them.
      if (!branch.closed) branch.next(chunk);
    }
  }

  #fail(error: unknown, destination: Subscriber<never>): void {
    const branches = this.#branches;
    // Where no branch is left to tell of it, it would be lost.
    if (branches.length === 0) destination.error(error);
    for (const branch of branches) branch.error(error);
  }

  #complete(): void {
    for (const branch of this.#branches) branch.complete();
  }
}

function tooLate(): StreamError {
  const text =
    'branch: a branch was subscribed to when its stream had begun, or outside of branch()';
  const fix = 'subscribe to all branches at once, as union() and joins do with their inputs';
  return new StreamError('MILLRACE_BRANCH_TOO_LATE', `${text}; ${fix}`);
}
