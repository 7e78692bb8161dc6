/** The parser's trees are plain JSON: a node is an object of one key, its kind, over its fields. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Node {
  readonly kind: string;
  readonly fields: Fields;
}

/** Fields that say how something was written, not what it means. */
const spelling = new Set([
  'span',
  'inferred_type',
  'quoted',
  'explicit_asc',
  'alias_explicit_as',
  'alias_keyword',
  'double_colon_syntax',
  'from_for_syntax',
  'sql_standard_syntax',
  'position_explicit',
  'postfix_form',
  'original_name',
  'name',
  'no_parens',
  'arrow_syntax',
  'use_inner_keyword',
  'use_outer_keyword',
  'deferred_condition',
  'nesting_group',
  'modifiers_inside',
  'alias_first',
  'parenthesized',
  'kind_text',
  'start_side_text',
  'end_side_text',
  'rows',
  'use_sample_keyword',
  'bracket_notation',
  'use_bracket_syntax',
  'curly_brace_syntax',
  'with_map_keyword',
  'query_parenthesized',
]);

/** An expression or a statement of the tree. */
export function nodeOf(value: unknown): Node {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const [kind, other] = Object.keys(value);
    if (kind === undefined) return unreadable;
    const own = (value as Fields)[kind];
    // A node with comments beside it stands in another.
    if (kind === 'annotated') return nodeOf(fieldsOf(own).this);
    if (other === undefined)
      return { kind, fields: typeof own === 'object' && own !== null ? (own as Fields) : { value: own } };
  }
  return unreadable;
}

const unreadable: Node = { kind: 'unreadable', fields: {} };

export function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(nodeOf) : [];
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a field says anything. */
export function isSet(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return false;
  return !Array.isArray(value) || value.length > 0;
}

/** The fields of `fields` that say something and are not in `known`: what nobody here would look at. */
export function unreadFields(fields: Fields, known: readonly string[]): string[] {
  return Object.keys(fields).filter(
    (name) =>
      isSet(fields[name]) && !known.includes(name) && !spelling.has(name) && !name.endsWith('comments'),
  );
}

export interface Identifier {
  readonly name: string;
  readonly quoted: boolean;
}

export function identifierOf(value: unknown): Identifier | null {
  const { name, quoted } = fieldsOf(value);
  return typeof name === 'string' ? { name, quoted: quoted === true } : null;
}

export interface Stretch {
  /** Code points of the parsed text. */
  readonly start: number;
  readonly end: number;
}

/** The stretch of text that the named things below `value` cover; null where nothing of it has a place. */
export function stretchOf(value: unknown): Stretch | null {
  if (typeof value !== 'object' || value === null) return null;
  let found: Stretch | null = null;
  for (const [name, part] of Object.entries(value)) {
    const inner = name === 'span' ? spanFields(part) : stretchOf(part);
    if (inner !== null)
      found =
        found === null
          ? inner
          : { start: Math.min(found.start, inner.start), end: Math.max(found.end, inner.end) };
  }
  return found;
}

function spanFields(value: unknown): Stretch | null {
  const { start, end } = fieldsOf(value);
  return typeof start === 'number' && typeof end === 'number' && end > start ? { start, end } : null;
}
