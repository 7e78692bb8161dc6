import type { SyntaxNode } from '@lezer/common';
import { setColumn } from './frame.ts';
import { originsIn } from './frame-methods.ts';
import { childrenOf, isExpression } from './nodes.ts';
import { plainText, plainTexts, type Scope, unknown, type Value } from './value.ts';

/** Gives a value to what stands left of `=`, after `for` or after `as`: a name, several of them, a column of a table, a field of an object. */
export function assign(
  text: string,
  targets: readonly SyntaxNode[],
  value: Value,
  scope: Scope,
  evaluate: (node: SyntaxNode) => Value,
): void {
  if (targets.length !== 1) {
    for (const [index, target] of targets.entries())
      assign(text, [target], itemAt(value, index), scope, evaluate);
    return;
  }
  const [target] = targets as [SyntaxNode];
  switch (target.name) {
    case 'VariableName':
      scope.names.set(text.slice(target.from, target.to), value);
      return;
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'ParenthesizedExpression': {
      const parts = childrenOf(target).filter(isExpression);
      if (parts.length === 1 && target.name !== 'ParenthesizedExpression')
        assign(text, parts, itemAt(value, 0), scope, evaluate);
      else assign(text, parts, value, scope, evaluate);
      return;
    }
    case 'MemberExpression':
      assignPart(text, target, value, scope, evaluate);
      return;
    default:
  }
}

function assignPart(
  text: string,
  target: SyntaxNode,
  value: Value,
  scope: Scope,
  evaluate: (node: SyntaxNode) => Value,
): void {
  const [base, ...rest] = childrenOf(target);
  if (base === undefined) return;
  const on = evaluate(base);
  const property = rest.find(({ name }) => name === 'PropertyName');
  const name = property === undefined ? null : text.slice(property.from, property.to);
  if (on.kind === 'object' && name !== null) {
    on.fields.set(name, value);
    return;
  }
  const slices = rest.filter(isExpression).map(evaluate);
  if (on.kind === 'frame') {
    // `df['a'] = …`, `df.loc[rows, 'a'] = …`; the names of all: `df.columns = […]`.
    const columns = name === null ? plainTexts(slices.at(-1)) : name === 'columns' ? null : [name];
    const target = isLocation(text, base) ? childrenOf(base)[0]! : base;
    if (columns === null) return;
    const made = columns.reduce((frame, column) => setColumn(frame, column, originsIn(value)), on);
    assign(text, [target], made, scope, evaluate);
  } else if (on.kind === 'dict') {
    const key = plainText(slices[0]);
    if (key === null) return;
    const others = on.entries.filter(([each]) => plainText(each) !== key);
    assign(text, [base], { kind: 'dict', entries: [...others, [slices[0]!, value]] }, scope, evaluate);
  }
}

function isLocation(text: string, node: SyntaxNode): boolean {
  return node.name === 'MemberExpression' && /\.\s*(?:loc|iloc|at)$/.test(text.slice(node.from, node.to));
}

/** The part of a value that one of several names gets. A row's part is of the row. */
function itemAt(value: Value, index: number): Value {
  if (value.kind === 'list') return value.items[index] ?? unknown;
  return value.kind === 'frame' || value.kind === 'series' ? value : unknown;
}
