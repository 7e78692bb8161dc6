import type { SyntaxNode } from '@lezer/common';

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

const notExpressions = new Set([
  'Comment',
  'FormatConversion',
  'FormatSpec',
  'TypeDef',
  'AssignOp',
  'ArithOp',
  'CompareOp',
  'BitOp',
  'UpdateOp',
]);

/** Whether a node is a part that has a value: neither a sign nor a word of the grammar nor something that could not be read. */
export function isExpression(node: SyntaxNode): boolean {
  return /^[A-Z]/.test(node.name) && !node.type.isError && !notExpressions.has(node.name);
}

/** Parts between signs, `,` or `=`. */
export function split(parts: readonly SyntaxNode[], by: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts)
    if (part.name === by) groups.push([]);
    else groups.at(-1)!.push(part);
  return groups;
}
