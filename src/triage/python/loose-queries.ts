import type { SyntaxNode } from '@lezer/common';
import type { Piece } from '../estate/text-with-holes.ts';
import type { ScriptSpan } from './draft.ts';
import type { ScriptModule } from './script-module.ts';
import { literalShape, unescaped } from './string-literal.ts';
import type { TextValue } from './value.ts';

const query =
  /^\s*(?:--[^\n]*\n\s*|\(\s*)*(?:select\b[\s\S]+\bfrom\b|with\b[\s\S]+\bas\s*\(|insert\s+into\b|update\b[\s\S]+\bset\b|delete\s+from\b|merge\s+into\b|truncate\s+table\b|exec(?:ute)?\s+(?:procedure\s+)?[\w.[\]]+|call\s+[\w.]+\s*\()/i;
const spoken =
  /^(?:print|raise|log(?:ger|ging)?\b.*|warnings?\b.*|assert|click\.echo|\w*Exception|\w*Error|argparse\b.*|\w*\.(?:add_argument|info|debug|warning|error|exception))$/;

/** Texts that are written as queries, and that nothing was seen to run: somebody may hand them on. Words for people are left out. */
export function looseQueries(
  { file, text, tree, base, lineAt }: ScriptModule,
  consumed: ReadonlySet<number>,
): readonly { readonly at: ScriptSpan; readonly value: TextValue }[] {
  const found: { at: ScriptSpan; value: TextValue }[] = [];
  tree.iterate({
    enter: ({ node }) => {
      if (node.name !== 'String' && node.name !== 'FormatString') return;
      if (consumed.has(base + node.from) || isSpoken(node, text)) return;
      const pieces = piecesOf(node, text);
      const shown = pieces.map((piece) => (typeof piece === 'string' ? piece : 'x')).join('');
      if (!query.test(shown)) return;
      const line = lineAt(node.from);
      const written = text.slice(node.from, node.to);
      found.push({
        at: { file, from: base + node.from, line, endLine: lineAt(node.to), text: written },
        value: { kind: 'text', pieces, line, literals: [base + node.from] },
      });
    },
  });
  return found;
}

function piecesOf(node: SyntaxNode, text: string): readonly Piece[] {
  const written = text.slice(node.from, node.to);
  const { isRaw, from, to } = literalShape(written);
  const pieces: Piece[] = [];
  let end = from;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'FormatReplacement') continue;
    pieces.push(written.slice(end, child.from - node.from));
    pieces.push({ hole: text.slice(child.from + 1, Math.max(child.from + 1, child.to - 1)) });
    end = child.to - node.from;
  }
  pieces.push(written.slice(end, Math.max(end, to)));
  return pieces.map((piece) => (typeof piece === 'string' && !isRaw ? unescaped(piece) : piece));
}

/** A comment in quotes, or something that is said to a person. */
function isSpoken(node: SyntaxNode, text: string): boolean {
  let parent = node.parent;
  if (parent?.name === 'ContinuedString') parent = parent.parent;
  if (parent === null || parent.name === 'ExpressionStatement') return true;
  for (let each: SyntaxNode | null = parent; each !== null && each.name !== 'Body'; each = each.parent) {
    if (each.name === 'RaiseStatement' || each.name === 'AssertStatement') return true;
    const callee = each.name === 'CallExpression' ? each.firstChild : null;
    if (callee !== null && spoken.test(text.slice(callee.from, callee.to))) return true;
  }
  return false;
}
