import type { MappingForm, SelectForm } from '../mapping-form.ts';
import type { ExtractOptions } from './extract-items.ts';
import { closing } from './extract-rule.ts';
import { extractSelect } from './extract-select.ts';
import {
  commaPieces,
  nameOf,
  part,
  splitAt,
  textOf,
  unwrapped,
  type Word,
  type Words,
  wordsOf,
} from './words.ts';

/** A query as the parts of a mapping, with what was left as free SQL and why. */
export interface ExtractedQuery {
  readonly query: Pick<
    MappingForm,
    | 'with'
    | 'sources'
    | 'from'
    | 'joins'
    | 'filters'
    | 'columns'
    | 'distinct'
    | 'group_by'
    | 'having'
    | 'qualify'
    | 'sql'
    | 'union'
    | 'order_by'
    | 'limit'
  >;
  readonly notes: readonly string[];
}

/** One query of DuckDB's, without a semicolon, taken apart. What no rule can say stays SQL, as small a part of it as can be, and a note says so. */
export function extractQuery(sql: string, options: ExtractOptions): ExtractedQuery {
  const text = sql.trim().replace(/;\s*$/, '');
  const all = wordsOf(text);
  const head = namesAround(all);
  if (head !== null) {
    const inner = extractQuery(head.query, { ...options, names: head.names });
    const query = withNames(inner.query, head.names);
    if (query !== null) return { query, notes: inner.notes };
    return {
      query: { sql: text },
      notes: [
        ...inner.notes,
        'The whole query stayed SQL: the head of the view gives other names to its columns.',
      ],
    };
  }
  const notes: string[] = [];
  const whole = (reason: string): ExtractedQuery => ({
    query: { sql: text },
    notes: [`The whole query stayed SQL: ${reason}.`],
  });
  const steps: Record<string, SelectForm> = {};
  let rest = all;
  if (all.words[0]?.key === 'WITH') {
    const cut = cutWith(all);
    if (typeof cut === 'string') return whole(cut);
    for (const { name, names, body } of cut.steps) {
      const inner = cutOrder(body);
      const isOne =
        body.words[0]?.key !== 'WITH' && inner !== null && inner.order === null && inner.limit === null;
      if (!isOne && names !== null)
        return whole(`the step ${name} names its columns in brackets, and has an order or steps`);
      if (!isOne) notes.push(`The step ${name} stayed SQL: it has steps, an order or a limit of its own.`);
      const own = isOne
        ? bodyOf(inner.body, { ...options, names }, notes, `the step ${name}`)
        : { sql: textOf(body) };
      const step = names === null ? own : withNames(own, names);
      if (step === null) return whole(`the head of the step ${name} gives other names to its columns`);
      steps[name] = step;
    }
    rest = cut.rest;
  }
  const ordered = cutOrder(rest);
  if (ordered === null) return whole('an OFFSET, or a limit that is no number');
  const body = bodyOf(ordered.body, options, notes, 'the query');
  // Free SQL in brackets, so that an order behind it is not its own.
  const { order, limit } = ordered;
  return {
    query: {
      ...(Object.keys(steps).length === 0 ? {} : { with: steps }),
      ...body,
      ...(order === null ? {} : { order_by: commaPieces(order).map(textOf) }),
      ...(limit === null ? {} : { limit }),
    },
    notes,
  };
}

interface Step {
  readonly name: string;
  /** Of its columns, where its head says them. */
  readonly names: readonly string[] | null;
  readonly body: Words;
}

/** The steps before a query, and the query; or why not. */
function cutWith(all: Words): { steps: Step[]; rest: Words } | string {
  const { words } = all;
  if (words[1]?.key === 'RECURSIVE') return 'WITH RECURSIVE';
  const steps: Step[] = [];
  for (let at = 1; ; ) {
    const name = words[at] === undefined ? null : nameOf(words[at]!);
    if (name === null || /^\d+$/.test(name)) return 'a WITH that is not understood';
    at++;
    let names: readonly string[] | null = null;
    if (words[at]?.text === '(') {
      const end = closing(all, at);
      names = commaPieces(part(all, at + 1, end)).flatMap(({ words: [word] }) =>
        word === undefined ? [] : (nameOf(word) ?? []),
      );
      at = end + 1;
    }
    if (words[at]?.key !== 'AS') return 'a WITH that is not understood';
    at++;
    if (words[at]?.key === 'NOT') at++;
    if (words[at]?.key === 'MATERIALIZED') at++;
    if (words[at]?.text !== '(') return 'a WITH that is not understood';
    const end = closing(all, at);
    steps.push({ name, names, body: part(all, at + 1, end) });
    if (words[end + 1]?.text !== ',') return { steps, rest: part(all, end + 1, words.length) };
    at = end + 2;
  }
}

/** ORDER BY and LIMIT at the end; null where there is an OFFSET or a limit that is no plain number. */
function cutOrder(all: Words): { body: Words; order: Words | null; limit: number | null } | null {
  const find = (key: string) => all.words.findIndex((word, index) => isClause(word, index, all.words, key));
  if (find('OFFSET') >= 0 || find('FETCH') >= 0) return null;
  const order = find('ORDER');
  const limit = find('LIMIT');
  const end = all.words.length;
  const count = limit < 0 ? null : textOf(part(all, limit + 1, end));
  if (count !== null && !/^\d{1,9}$/.test(count)) return null;
  const first = Math.min(order < 0 ? end : order, limit < 0 ? end : limit);
  return {
    body: part(all, 0, first),
    order: order < 0 ? null : part(all, order + 2, limit < 0 ? end : limit),
    limit: count === null ? null : Number(count),
  };
}

function isClause(word: Word, index: number, words: readonly Word[], key: string): boolean {
  if (word.depth !== 0 || word.kind !== 'word' || word.key !== key || words[index - 1]?.text === '.')
    return false;
  return key !== 'ORDER' || words[index + 1]?.key === 'BY';
}

const sets = {
  UNION: ['union', 'union all'],
  EXCEPT: ['except', 'except all'],
  INTERSECT: ['intersect', 'intersect all'],
} as const;

/** One SELECT, or several put together. */
function bodyOf(all: Words, options: ExtractOptions, notes: string[], what: string): SelectForm {
  const { pieces, at } = splitAt(
    all,
    ({ key, kind }, index, words) =>
      kind === 'word' && Object.hasOwn(sets, key) && words[index - 1]?.text !== '.',
  );
  if (
    pieces.some(({ words }, index) => index > 0 && words.some(({ key }, place) => place < 2 && key === 'BY'))
  ) {
    notes.push(`${capital(what)} stayed SQL: UNION BY NAME.`);
    return { sql: textOf(all) };
  }
  const [head] = pieces;
  const headOf = head === undefined ? null : extractSelect(bare(head), options);
  const first = headOf?.kind === 'select' ? Object.keys(headOf.select.columns ?? {}) : null;
  const selects = pieces.map((piece, index) => {
    const key = at[index - 1] === undefined ? null : (all.words[at[index - 1]!]!.key as keyof typeof sets);
    const word = piece.words[0]?.key;
    const begin = key !== null && (word === 'ALL' || word === 'DISTINCT') ? 1 : 0;
    const set = key === null ? null : sets[key][word === 'ALL' ? 1 : 0];
    const body = bare(part(piece, begin, piece.words.length));
    const extracted = extractSelect(body, index === 0 ? options : { ...options, names: first });
    return { set, body, extracted };
  });
  const names = (index: number) => {
    const { extracted } = selects[index]!;
    return extracted.kind === 'select' ? Object.keys(extracted.select.columns ?? {}) : null;
  };
  const forms = selects.map(({ body, extracted, set }, index) => {
    const here = selects.length > 1 ? `part ${index + 1} of ${what}` : what;
    const free = (reason: string) => {
      notes.push(`${capital(here)} stayed SQL: ${reason}.`);
      return { sql: textOf(body) };
    };
    const own = names(index);
    if (extracted.kind === 'unfit') return { set, form: free(extracted.reason) };
    // Parts are put together by place; in a mapping their columns have the first one's names.
    if (first !== null && own !== null && own.join('\n') !== first.join('\n')) {
      if (own.length !== first.length) return { set, form: free('it has other columns than the first part') };
      const columns = Object.fromEntries(
        Object.values(extracted.select.columns ?? {}).map((column, at) => [first[at]!, column]),
      );
      const groups = extracted.select.group_by;
      const renamed =
        groups === undefined || groups === 'all'
          ? groups
          : groups.map((group) => first[own.indexOf(group)] ?? group);
      return {
        set,
        form: { ...extracted.select, columns, ...(renamed === undefined ? {} : { group_by: renamed }) },
      };
    }
    return { set, form: extracted.select };
  });
  const [begin, ...others] = forms;
  return {
    ...begin!.form,
    ...(others.length === 0
      ? {}
      : {
          union: others.map(({ set, form }) => ({
            ...(set === null || set === 'union all' ? {} : { set }),
            ...form,
          })),
        }),
  };
}

/** A SELECT without the brackets around it: they mean something only around an order, a limit or several SELECTs. */
function bare(all: Words): Words {
  const inner = unwrapped(all);
  if (inner === null) return all;
  const isPlain =
    (inner.words[0]?.key === 'SELECT' || inner.words[0]?.text === '(') &&
    inner.words.every(
      ({ key, depth, kind }) =>
        depth > 0 ||
        kind !== 'word' ||
        !['ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'UNION', 'EXCEPT', 'INTERSECT'].includes(key),
    );
  return isPlain ? bare(inner) : all;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `SELECT * FROM (query) AS name(names)`: how the head of a view gives names to the columns of its query. */
function namesAround(all: Words): { query: string; names: readonly string[] } | null {
  const { words } = all;
  const begins = words[0]?.key === 'SELECT' && words[1]?.text === '*' && words[2]?.key === 'FROM';
  if (!begins || words[3]?.text !== '(' || words.at(-1)?.text !== ')') return null;
  const end = closing(all, 3);
  const open = words[end + 1]?.key === 'AS' ? end + 3 : end + 2;
  if (words[open]?.text !== '(' || closing(all, open) !== words.length - 1) return null;
  const names = commaPieces(part(all, open + 1, words.length - 1)).map(({ words: [word, ...more] }) =>
    word === undefined || more.length > 0 ? null : nameOf(word),
  );
  return names.includes(null)
    ? null
    : { query: textOf(part(all, 4, end)), names: names as readonly string[] };
}

/** The query with other names for its columns; null where they cannot be put into its parts: an order may speak of the old ones, and free SQL gives them. */
function withNames<Q extends ExtractedQuery['query']>(query: Q, names: readonly string[]): Q | null {
  const old = Object.keys(query.columns ?? {});
  const parts = [query, ...(query.union ?? [])];
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) return null;
  if (old.length !== names.length || query.order_by !== undefined) return null;
  if (parts.some(({ columns, sql }) => columns === undefined || sql !== undefined)) return null;
  const renamed = <T extends (typeof parts)[number]>(select: T): T => ({
    ...select,
    columns: Object.fromEntries(
      Object.values(select.columns ?? {}).map((column, index) => [names[index]!, column]),
    ),
    ...(Array.isArray(select.group_by)
      ? { group_by: select.group_by.map((group) => names[old.indexOf(group)] ?? group) }
      : {}),
  });
  return {
    ...renamed(query),
    ...(query.union === undefined ? {} : { union: query.union.map((arm) => renamed(arm)) }),
  };
}
