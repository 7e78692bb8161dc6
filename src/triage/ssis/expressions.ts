import type { Piece, TextWithHoles } from '../estate/text-with-holes.ts';

/** What a variable or a parameter holds, by its name with its namespace (`User::Table`, `$Project::Server`) or without; a hole: only a run knows. */
export type PackageVariables = (name: string) => readonly Piece[];

const literal = /"([^"\\]*(?:\\.[^"\\]*)*)"\s*\+?\s*/sy;
const variable =
  /(?:\(\s*DT_\w+\s*(?:,\s*\d+\s*){0,2}\)\s*)*@(?:\[\s*(\$?(?:\w+::)?[\w ]+?)\s*\]|((?:\w+::)?\w+))\s*(?:\+\s*|$)/iy;

/** A text that a package's expression makes: literals and variables side by side; what is neither is a hole. */
export function expressionText(expression: string, variables: PackageVariables, line: number): TextWithHoles {
  const pieces: Piece[] = [];
  const text = expression.trim();
  let at = 0;
  while (at < text.length) {
    literal.lastIndex = at;
    const written = literal.exec(text);
    if (written !== null) {
      pieces.push(unescaped(written[1]!));
      at = literal.lastIndex;
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

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter);
}
