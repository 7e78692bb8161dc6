import type { Piece, TextWithHoles } from '../estate/text-with-holes.ts';

/** What a variable or a parameter holds, by its name with its namespace (`User::Table`, `$Project::Server`) or without; a hole: only a run knows. */
export type PackageVariables = (name: string) => readonly Piece[];

const plus = /\s*\+?\s*/y;
const variable =
  /(?:\(\s*DT_\w+\s*(?:,\s*\d+\s*){0,2}\)\s*)*@(?:\[\s*(\$?(?:\w+::)?[\w ]+?)\s*\]|((?:\w+::)?\w+))\s*(?:\+\s*|$)/iy;

/** A text that a package's expression makes: literals and variables side by side; what is neither is a hole. */
export function expressionText(expression: string, variables: PackageVariables, line: number): TextWithHoles {
  const pieces: Piece[] = [];
  const text = expression.trim();
  let at = 0;
  while (at < text.length) {
    if (text[at] === '"') {
      const end = literalEnd(text, at);
      // What does not end is all of the rest.
      pieces.push(end < 0 ? { hole: text.slice(at, at + 60) } : unescaped(text.slice(at + 1, end)));
      plus.lastIndex = end + 1;
      plus.exec(text);
      at = end < 0 ? text.length : plus.lastIndex;
      continue;
    }
    variable.lastIndex = at;
    const named = variable.exec(text);
    if (named !== null) {
      pieces.push(...variables((named[1] ?? named[2])!));
      at = variable.lastIndex;
      continue;
    }
    // A function or an operator: up to the next literal.
    const next = text.indexOf('"', at + 1);
    const end = next < 0 ? text.length : next;
    pieces.push({
      hole: text
        .slice(at, Math.min(end, at + 200))
        .replace(/[\s+]+$/, '')
        .slice(0, 60),
    });
    at = end;
  }
  return { pieces, line };
}

export function variableText(name: string, variables: PackageVariables, line: number): TextWithHoles {
  return { pieces: variables(name), line };
}

/** The text, where nothing of it is left to a run. */
export function knownText({ pieces }: Pick<TextWithHoles, 'pieces'>): string | null {
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('') : null;
}

/** Where the literal that begins at `at` ends; -1: nowhere. */
function literalEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter);
}
