import type { Piece, TextValue } from '../python/value.ts';

/** Values of a package's variables by their names in lower case (`user::table`); null: only a run knows. */
export type PackageVariables = ReadonlyMap<string, string | null>;

/** A text that a package's expression makes: literals and variables side by side; what is neither is a hole. */
export function expressionText(expression: string, variables: PackageVariables, line: number): TextValue {
  const pieces: Piece[] = [];
  let rest = expression.trim();
  while (rest !== '') {
    const literal = /^"((?:[^"\\]|\\.)*)"\s*\+?\s*/.exec(rest);
    const variable = /^(?:\(\s*DT_\w+\s*(?:,\s*\d+\s*){0,2}\)\s*)*@\[?((?:\w+::)?\w+)\]?\s*(?:\+\s*|$)/.exec(
      rest,
    );
    if (literal !== null) {
      pieces.push(
        literal[1]!.replace(
          /\\(.)/g,
          (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter,
        ),
      );
      rest = rest.slice(literal[0].length);
    } else if (variable !== null) {
      pieces.push(...variablePieces(variable[1]!, variables));
      rest = rest.slice(variable[0].length);
    } else {
      // A function or an operator: up to the next literal.
      const next = rest.indexOf('"', 1);
      const part = next < 0 ? rest : rest.slice(0, next);
      pieces.push({ hole: part.replace(/[\s+]+$/, '').slice(0, 60) });
      rest = next < 0 ? '' : rest.slice(next);
    }
  }
  return { kind: 'text', pieces, line, literals: [] };
}

export function variableText(name: string, variables: PackageVariables, line: number): TextValue {
  return { kind: 'text', pieces: variablePieces(name, variables), line, literals: [] };
}

function variablePieces(name: string, variables: PackageVariables): readonly Piece[] {
  const id = name.toLowerCase();
  const value = variables.get(id) ?? variables.get(`user::${id}`) ?? null;
  return value === null || value === '' ? [{ hole: name }] : [value];
}
