import type { ASTNode } from '@marcbachmann/cel-js';

/** The longest text that `contains` may look for, in characters. */
export const LONGEST_PATTERN = 100;
/** The most `+ - * / %` of one filter: each can copy all the data of an event. */
export const MOST_ARITHMETIC = 8;

const VARIABLES: ReadonlySet<string> = new Set(['d', 'key', 'et', 'op', 'win']);
/** Each costs at most one look at its operands. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  ...['has', 'size', 'int', 'double', 'string', 'timestamp'],
]);
const METHODS: ReadonlySet<string> = new Set([
  ...['contains', 'startsWith', 'endsWith', 'size', 'lowerAscii', 'upperAscii', 'trim'],
]);
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
const OPERATORS: ReadonlySet<string> = new Set([
  ...['.', '[]', '?:', '||', '&&', '!_', '-_', 'list'],
  ...['==', '!=', '<', '<=', '>', '>=', 'in'],
  ...ARITHMETIC,
]);

/**
 * What in a filter is not allowed because its cost has no bound that is small for each event: loops over
 * lists, regular expressions, texts searched for texts of the data. Undefined: every part costs at
 * most one look at the event.
 */
export function findCostly(ast: ASTNode): string | undefined {
  const nodes = nodesOf(ast);
  const arithmetic = nodes.filter(({ op }) => ARITHMETIC.has(op)).length;
  if (arithmetic > MOST_ARITHMETIC) return `more than ${MOST_ARITHMETIC} of + - * / %`;
  for (const node of nodes) {
    const problem = problemOf(node);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A node and all below it. The parser has bounded how many. */
function nodesOf(node: ASTNode): ASTNode[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
}

function childrenOf({ args }: ASTNode): ASTNode[] {
  const parts: readonly unknown[] = Array.isArray(args) ? (args as unknown[]).flat(2) : [args];
  return parts.filter(isNode);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function problemOf(node: ASTNode): string | undefined {
  if (node.op === 'value') return undefined;
  if (node.op === 'id')
    return VARIABLES.has(node.args) ? undefined : `'${node.args}' (there are d, key, et, op, win)`;
  if (node.op === 'call') return FUNCTIONS.has(node.args[0]) ? undefined : `${node.args[0]}()`;
  if (node.op === 'rcall') return methodProblem(node.args[0], node.args[2]);
  return OPERATORS.has(node.op) ? undefined : `'${node.op}'`;
}

function methodProblem(name: string, operands: readonly ASTNode[]): string | undefined {
  if (!METHODS.has(name)) return `.${name}()`;
  if (name !== 'contains') return undefined;
  const [pattern] = operands;
  const isShort =
    pattern?.op === 'value' &&
    typeof pattern.args === 'string' &&
    pattern.args.length <= LONGEST_PATTERN;
  return isShort ? undefined : `.contains() of anything but a text of at most ${LONGEST_PATTERN}`;
}
