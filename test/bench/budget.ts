/** What a figure has to keep. */
export type Budget = { readonly atMost: number } | { readonly atLeast: number };

/** Whether a value keeps a budget; what is no number does not. */
export function keeps(budget: Budget, value: number): boolean {
  return 'atMost' in budget ? value <= budget.atMost : value >= budget.atLeast;
}

/** The better one of two values; what is no number is the worse one. */
export function better(budget: Budget, one: number, other: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) ? other : one;
  return 'atMost' in budget ? Math.min(one, other) : Math.max(one, other);
}

/** The budget in words. */
export function budgetText(budget: Budget): string {
  return 'atMost' in budget ? `at most ${budget.atMost}` : `at least ${budget.atLeast}`;
}
