import { unfit } from './flow-value.ts';

export interface SsisToken {
  readonly kind: 'number' | 'text' | 'lineage' | 'name' | 'word' | 'variable' | 'symbol' | 'end';
  /** Without its marks: the lineage id of `#{…}`, the name in `[…]`, the text of `"…"`. */
  readonly text: string;
}

const rules: readonly (readonly [SsisToken['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+/y],
  ['text', /"((?:[^"\\]|\\.)*)"/sy],
  ['lineage', /#\{([^}]+)\}/y],
  ['lineage', /#(\d+)/y],
  ['variable', /@\[([^\]]+)\]/y],
  ['variable', /@([\w:]+)/y],
  ['name', /\[([^\]]+)\](?!\s*\.\s*\[)/y],
  ['name', /\[[^\]]+\]\s*\.\s*\[([^\]]+)\]/y],
  ['number', /(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)[uUlLfF]{0,2}\b/y],
  ['word', /([\p{L}_][\p{L}\p{N}_]*)/uy],
  ['symbol', /(&&|\|\||==|!=|<=|>=|[-+*/%<>!?:(),&|^~])/y],
];

/** The words of an expression, an `end` behind them. */
export function ssisTokens(expression: string): readonly SsisToken[] {
  const tokens: SsisToken[] = [];
  let at = 0;
  next: while (at < expression.length) {
    for (const [kind, rule] of rules) {
      rule.lastIndex = at;
      const found = rule.exec(expression);
      if (found === null) continue;
      at = rule.lastIndex;
      if (kind !== 'blank') tokens.push({ kind, text: kind === 'text' ? unescaped(found[1]!) : found[1]! });
      continue next;
    }
    unfit(`\`${expression.slice(at, at + 20)}\` is not understood`);
  }
  return [...tokens, { kind: 'end', text: 'its end' }];
}

function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{4}|.)/gs, (_, letter: string) =>
    letter.length > 1
      ? String.fromCharCode(Number.parseInt(letter.slice(1), 16))
      : ({ n: '\n', t: '\t', r: '\r' }[letter] ?? letter),
  );
}
