/** What a call through a breaker came to, with its permit and when it ended. */
interface Ended {
  readonly at: number;
  readonly failed: boolean;
}

export interface BreakerRules {
  readonly failures: number;
  readonly rate: number;
  readonly minimum: number;
  readonly window: number;
  readonly resetAfter: number;
  readonly halfOpen: number;
}

/** A circuit breaker that remembers every call since its last change, and counts anew each time. */
export class BreakerStates {
  state: 'closed' | 'open' | 'halfOpen' = 'closed';
  readonly #rules: BreakerRules;
  #since = 0;
  #calls: { ended?: Ended }[] = [];

  constructor(rules: BreakerRules) {
    this.#rules = rules;
  }

  begin(at: number): object | undefined {
    if (this.state === 'open' && at >= this.#since + this.#rules.resetAfter)
      this.#become('halfOpen', at);
    if (this.state === 'open') return undefined;
    if (this.state === 'halfOpen' && this.#calls.length >= this.#rules.halfOpen) return undefined;
    const call = {};
    this.#calls.push(call);
    return call;
  }

  /** @param failed undefined for a call that was given up */
  end(given: object, failed: boolean | undefined, at: number): void {
    const call = this.#calls.find((one) => one === given);
    if (call === undefined) return;
    if (failed === undefined) this.#calls = this.#calls.filter((one) => one !== call);
    else call.ended = { at, failed };
    if (this.state === 'halfOpen') this.#judge(at);
    else if (failed === true) this.#count(at);
  }

  #judge(at: number): void {
    const ended = this.#calls.flatMap((call) => call.ended ?? []);
    if (ended.some(({ failed }) => failed)) this.#become('open', at);
    else if (ended.length === this.#rules.halfOpen) this.#become('closed', at);
  }

  #count(now: number): void {
    const { window, failures, rate, minimum } = this.#rules;
    const tenth = (time: number): number => Math.floor((time * 10) / window);
    const recent = this.#calls
      .flatMap((call) => call.ended ?? [])
      .filter(({ at }) => tenth(now) - tenth(at) < 10);
    const failed = recent.filter((ended) => ended.failed).length;
    if (failed >= failures && failed / recent.length >= rate && recent.length >= minimum)
      this.#become('open', now);
  }

  #become(state: 'closed' | 'open' | 'halfOpen', at: number): void {
    this.state = state;
    this.#since = at;
    this.#calls = [];
  }
}
