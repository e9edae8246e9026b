/** What a test process tells its guard, in the order in which it happens. */
export type GuardEvent =
  | { readonly kind: 'declared'; readonly suite: number; readonly name: string }
  | { readonly kind: 'registered'; readonly suite: number; readonly test: string }
  | { readonly kind: 'ran'; readonly suite: number }
  | { readonly kind: 'started'; readonly suite: number; readonly test: string }
  | TestEnded
  | { readonly kind: 'problem'; readonly text: string }
  | { readonly kind: 'deadline'; readonly milliseconds: number }
  | { readonly kind: 'finished' }
  | { readonly kind: 'lingering'; readonly resources: readonly string[] };

/** The end of one test. `text` is the failure in full, or why the test was skipped. */
export interface TestEnded {
  readonly kind: 'ended';
  readonly suite: number;
  readonly test: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  readonly text: string;
}
