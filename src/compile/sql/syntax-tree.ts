/** A node of the engine's syntax tree, as `json_serialize_sql` gives it without null, empty and default members. */
export interface SyntaxNode {
  readonly [member: string]: unknown;
}

/** What the engine's parser says of one text. Positions of errors count code points. */
export type Parsed =
  | { readonly kind: 'statements'; readonly statements: readonly SyntaxNode[] }
  | {
      readonly kind: 'error';
      readonly type: string;
      readonly message: string;
      readonly position: number | null;
    };

export function isNode(value: unknown): value is SyntaxNode {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function nodesOf(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The byte offset at which a node stands in the SQL; null where the engine does not say. */
export function locationOf(node: SyntaxNode): number | null {
  const value = node.query_location;
  return typeof value === 'number' && value < 2 ** 53 ? value : null;
}

/** Reads the engine's answer for one text. */
export function readParsed(json: string): Parsed {
  const answer = parseJson(json);
  if (answer.error !== true) return { kind: 'statements', statements: nodesOf(answer.statements) };
  const position = Number(answer.position ?? Number.NaN);
  return {
    kind: 'error',
    type: textOf(answer.error_type),
    message: textOf(answer.error_message),
    position: Number.isSafeInteger(position) ? position : null,
  };
}

/** The engine writes numbers that JSON has not: `Infinity` and `nan` stand bare. Inside strings they are left alone. */
function parseJson(json: string): SyntaxNode {
  try {
    return JSON.parse(json) as SyntaxNode;
  } catch {
    const quoted = json.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:Infinity|inf|nan|NaN)\b/g, (part) =>
      part.startsWith('"') ? part : `"${part}"`,
    );
    return JSON.parse(quoted) as SyntaxNode;
  }
}

/** A top-level statement's query: the node below `node`. */
export function queryOf(statement: SyntaxNode): SyntaxNode | null {
  return isNode(statement.node) ? statement.node : null;
}
