import { sqlTokens } from '../../text/index.ts';
import { longColumn, type MappingPath } from './mapping.ts';
import type { ArmForm, ColumnForm, MappingForm, SelectForm } from './mapping-form.ts';
import { sqlLiteral, sqlName } from './sql-names.ts';

/** A stretch of generated text and the value of the mapping file that it stands for. `verbatim`: the text is that value, letter for letter. */
export interface TextPart {
  readonly text: string;
  readonly path: MappingPath | null;
  readonly verbatim: boolean;
}

/** The SELECT of a mapping, in parts. */
export function selectParts(form: MappingForm): readonly TextPart[] {
  const out = writer();
  const steps = Object.entries(form.with ?? {});
  steps.forEach(([name, step], index) => {
    out.plain(index === 0 ? 'WITH ' : ',\n');
    out.add(sqlName(name), ['with', name]);
    out.plain(' AS (\n');
    writeQuery(out, step, ['with', name], '  ');
    out.plain('\n)');
  });
  if (steps.length > 0) out.plain('\n');
  writeQuery(out, form, [], '');
  if (form.order_by !== undefined) {
    out.plain('\nORDER BY ');
    form.order_by.forEach((key, index) => {
      if (index > 0) out.plain(', ');
      out.written(key, ['order_by', index], '');
    });
  }
  if (form.limit !== undefined) {
    out.plain('\nLIMIT ');
    out.add(String(form.limit), ['limit']);
  }
  return out.parts;
}

/** The SELECT of a mapping. */
export function selectText(form: MappingForm): string {
  return selectParts(form)
    .map(({ text }) => text)
    .join('');
}

interface Writer {
  readonly parts: readonly TextPart[];
  readonly plain: (text: string) => void;
  /** Text that a value of the file stands behind. */
  readonly add: (text: string, path: MappingPath) => void;
  /** SQL of the user's. What follows must not fall into a comment at its end. */
  readonly written: (sql: string, path: MappingPath, indent: string) => void;
}

function writer(): Writer {
  const parts: TextPart[] = [];
  const plain = (text: string) => {
    parts.push({ text, path: null, verbatim: false });
  };
  return {
    parts,
    plain,
    add: (text, path) => {
      parts.push({ text, path, verbatim: false });
    },
    written: (sql, path, indent) => {
      const text = sql.trim();
      parts.push({ text, path, verbatim: true });
      const last = sqlTokens(text).at(-1);
      if (last?.kind === 'comment' && text.startsWith('--', last.start)) plain(`\n${indent}`);
    },
  };
}

type Select = Omit<SelectForm, 'union'>;

function writeQuery(out: Writer, query: SelectForm, path: MappingPath, indent: string): void {
  writeSelect(out, query, path, indent);
  query.union?.forEach((arm: ArmForm, index) => {
    out.plain(`\n${indent}`);
    out.add((arm.set ?? 'union all').toUpperCase(), [...path, 'union', index]);
    out.plain('\n');
    writeSelect(out, arm, [...path, 'union', index], indent);
  });
}

function writeSelect(out: Writer, select: Select, path: MappingPath, indent: string): void {
  if (select.sql !== undefined) {
    out.plain(indent);
    out.written(select.sql.replace(/;\s*$/, ''), [...path, 'sql'], indent);
    return;
  }
  out.plain(`${indent}SELECT${select.distinct === true ? ' DISTINCT' : ''}`);
  Object.entries(select.columns ?? {}).forEach(([name, column], index) => {
    out.plain(`${index === 0 ? '' : ','}\n${indent}  `);
    writeColumn(out, name, column, [...path, 'columns', name], indent);
  });
  writeSources(out, select, path, indent);
  writeConditions(out, 'WHERE', select.filters, [...path, 'filters'], indent);
  writeGroups(out, select, path, indent);
  writeConditions(out, 'HAVING', select.having, [...path, 'having'], indent);
  writeConditions(out, 'QUALIFY', select.qualify, [...path, 'qualify'], indent);
}

function writeColumn(out: Writer, name: string, column: ColumnForm, path: MappingPath, indent: string): void {
  const { type } = longColumn(column);
  if (type !== undefined) out.plain('CAST(');
  writeRule(out, column, path, indent);
  if (type !== undefined) {
    out.plain(' AS ');
    out.written(type, [...path, 'type'], indent);
    out.plain(')');
  }
  const { direct } = longColumn(column);
  const same =
    type === undefined && direct !== undefined && direct.trim().split('.').at(-1) === sqlName(name);
  if (!same) {
    out.plain(' AS ');
    out.add(sqlName(name), path);
  }
}

/** The expression of a column's rule, its cast left out. */
function writeRule(out: Writer, column: ColumnForm, path: MappingPath, indent: string): void {
  const { direct, expression, constant, lookup, aggregate } = longColumn(column);
  if (typeof column === 'string') out.written(column, path, indent);
  else if (direct !== undefined) out.written(direct, [...path, 'direct'], indent);
  else if (expression !== undefined) out.written(expression, [...path, 'expression'], indent);
  else if (constant !== undefined) out.add(sqlLiteral(constant), [...path, 'constant']);
  else if (lookup !== undefined) {
    const at = [...path, 'lookup'];
    const alias = 'looked_up';
    if (lookup.default !== undefined) out.plain('coalesce(');
    out.plain('(SELECT ');
    out.add(`${alias}.${sqlName(lookup.value)}`, [...at, 'value']);
    out.plain(' FROM ');
    out.written(lookup.in, [...at, 'in'], indent);
    out.plain(` AS ${alias} WHERE `);
    Object.entries(lookup.match).forEach(([key, expression], index) => {
      if (index > 0) out.plain(' AND ');
      out.add(`${alias}.${sqlName(key)}`, [...at, 'match', key]);
      out.plain(' = (');
      out.written(expression, [...at, 'match', key], indent);
      out.plain(')');
    });
    out.plain(')');
    if (lookup.default !== undefined) {
      out.plain(', ');
      out.add(sqlLiteral(lookup.default), [...at, 'default']);
      out.plain(')');
    }
  } else if (aggregate !== undefined) {
    const at = [...path, 'aggregate'];
    out.written(aggregate.function, [...at, 'function'], indent);
    out.plain(aggregate.distinct === true ? '(DISTINCT ' : '(');
    if (aggregate.of === undefined) out.plain('*');
    else out.written(aggregate.of, [...at, 'of'], indent);
    out.plain(')');
    if (aggregate.where !== undefined) {
      out.plain(' FILTER (WHERE ');
      out.written(aggregate.where, [...at, 'where'], indent);
      out.plain(')');
    }
  }
}

function writeSources(out: Writer, select: Select, path: MappingPath, indent: string): void {
  const sources = select.sources ?? {};
  const first = select.from ?? Object.keys(sources)[0];
  if (first === undefined) return;
  const writeSource = (alias: string) => {
    const name = Object.keys(sources).find((each) => each.toLowerCase() === alias.toLowerCase()) ?? alias;
    const source = sources[name];
    const at = [...path, 'sources', name];
    const relation = typeof source === 'string' ? source : source?.relation;
    if (relation !== undefined)
      out.written(relation, typeof source === 'string' ? at : [...at, 'relation'], indent);
    else {
      out.plain('(');
      out.written(
        (typeof source === 'string' ? source : (source?.sql ?? '')).replace(/;\s*$/, ''),
        [...at, 'sql'],
        indent,
      );
      out.plain(')');
    }
    const last = relation?.split('.').at(-1);
    if (last !== sqlName(name)) out.plain(` AS ${sqlName(name)}`);
  };
  out.plain(`\n${indent}FROM `);
  writeSource(first);
  select.joins?.forEach((join, index) => {
    const at = [...path, 'joins', index];
    out.plain(`\n${indent}`);
    out.add(`${joinWords[join.type ?? 'inner']} `, at);
    writeSource(join.source);
    if (join.on !== undefined) {
      out.plain(' ON ');
      out.written(join.on, [...at, 'on'], indent);
    }
    if (join.using !== undefined) {
      out.plain(' USING (');
      out.add(join.using.map(sqlName).join(', '), [...at, 'using']);
      out.plain(')');
    }
  });
}

const joinWords = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
  semi: 'SEMI JOIN',
  anti: 'ANTI JOIN',
} as const;

function writeConditions(
  out: Writer,
  word: string,
  conditions: readonly string[] | undefined,
  path: MappingPath,
  indent: string,
): void {
  conditions?.forEach((condition, index) => {
    out.plain(index === 0 ? `\n${indent}${word} ` : `\n${indent}  AND `);
    const inBrackets = conditions.length > 1 && !bindsStronger(condition);
    if (inBrackets) out.plain('(');
    out.written(condition, [...path, index], indent);
    if (inBrackets) out.plain(')');
  });
}

/** Whether a condition can stand beside AND as it is. What is weaker has one of these words somewhere; brackets too many do no harm. */
function bindsStronger(condition: string): boolean {
  return !sqlTokens(condition).some(
    (token) =>
      token.kind === 'comment' ||
      (token.kind === 'word' && /^(or|select|case)$/i.test(condition.slice(token.start, token.end))),
  );
}

function writeGroups(out: Writer, select: Select, path: MappingPath, indent: string): void {
  const { group_by: groups } = select;
  if (groups === undefined) return;
  out.plain(`\n${indent}GROUP BY `);
  if (groups === 'all') {
    out.add('ALL', [...path, 'group_by']);
    return;
  }
  const columns = Object.keys(select.columns ?? {}).map((name) => name.toLowerCase());
  groups.forEach((group, index) => {
    if (index > 0) out.plain(', ');
    const at = columns.indexOf(group.toLowerCase());
    // By its place: its name may be that of an input's column too, which SQL would take then.
    if (at >= 0) out.add(String(at + 1), [...path, 'group_by', index]);
    else out.written(group, [...path, 'group_by', index], indent);
  });
}
