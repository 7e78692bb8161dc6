// Mutants of a statement: one small change each, at a place that the outline of the statement or its tokens name. Whether a mutant compiles is for the engine to say.
import { forksOf } from '../../../dist/quality/index.js';
import { opens, sqlWords } from '../../../dist/quality/unit-tests/sql-words.js';

/** Gives { operator, start, end, by }: what stands between the offsets is replaced. */
export function mutantsOf(sql) {
  return [...ofForks(sql), ...ofTokens(sql)];
}

export function mutated(sql, { start, end, by }) {
  return sql.slice(0, start) + by + sql.slice(end);
}

function ofForks(sql) {
  const text = ({ start, end }) => sql.slice(start, end);
  return forksOf(sql).flatMap((fork) => mutantsOfFork(fork));

  function mutantsOfFork(fork) {
    switch (fork.kind) {
      case 'case-when':
        return [
          { operator: 'CASE branch dropped', ...fork.condition, by: isSimple(sql, fork) ? 'NULL' : 'false' },
        ];
      case 'case-else':
        return fork.otherwise === null ? [] : [{ operator: 'ELSE dropped', ...fork.otherwise, by: 'NULL' }];
      case 'fallback':
        return [{ operator: 'fallback dropped', ...fork.argument, by: 'NULL' }];
      case 'filter':
        return [{ operator: 'filter dropped', ...fork.condition, by: 'true' }];
      case 'join':
        return others[fork.join].map((by) => ({
          operator: 'join kind',
          ...fork.words,
          by: `${by} JOIN`,
          was: text(fork.words),
        }));
    }
  }
}

const others = { INNER: ['LEFT'], LEFT: ['INNER'], RIGHT: ['INNER'], FULL: ['LEFT', 'RIGHT'] };

/** Whether the WHEN belongs to `CASE value WHEN`: something stands between CASE and the first WHEN. */
function isSimple(sql, { when }) {
  const before = sql.slice(0, when.start);
  const from = before.toUpperCase().lastIndexOf('CASE');
  return !/^CASE\s*(WHEN[\s\S]*)?$/i.test(before.slice(from));
}

const aggregates = {
  SUM: ['avg', 'max'],
  MIN: ['max'],
  MAX: ['min'],
  MEDIAN: ['avg'],
  BOOL_OR: ['bool_and'],
  BOOL_AND: ['bool_or'],
  LAG: ['lead'],
  LEAD: ['lag'],
  GREATEST: ['least'],
  LEAST: ['greatest'],
};

function ofTokens(sql) {
  const words = sqlWords(sql);
  const found = [];
  const add = (operator, from, past, by) =>
    found.push({ operator, start: words.start(from), end: words.end(past - 1), by });
  for (let index = 0; index < words.count; index++) {
    const word = words.at(index);
    const next = words.at(index + 1);
    const text = sql.slice(words.start(index), words.end(index));
    const touches = words.end(index) === words.start(index + 1);
    if (word === '<' && next === '>' && touches) add('operator', index++, index + 1, '=');
    else if (word === '<' && next === '=' && touches) {
      add('bound', index, index + 2, '<');
      add('operator', index++, index + 1, '>');
    } else if (word === '>' && next === '=' && touches) {
      add('bound', index, index + 2, '>');
      add('operator', index++, index + 1, '<');
    } else if (word === '<') add('bound', index, index + 1, '<=');
    else if (word === '>' && words.at(index - 1) !== '-') add('bound', index, index + 1, '>=');
    else if (word === '=') add('operator', index, index + 1, '<>');
    else if (word === '+') add('operator', index, index + 1, '-');
    else if (word === '-' && next !== '>') {
      const isSign =
        /^(|[(,=<>]|THEN|ELSE|AND|OR|SELECT|WHEN)$/.test(words.at(index - 1)) &&
        !isOperand(sql, words, index - 1);
      add('operator', index, index + 1, isSign ? '' : '+');
    } else if (word === '*' && isOperand(sql, words, index - 1) && next !== ',' && next !== 'FROM')
      add('operator', index, index + 1, '/');
    else if (word === '/') add('operator', index, index + 1, '*');
    else if (word === 'AND' && !isOfBetween(words, index)) add('operator', index, index + 1, 'OR');
    else if (word === 'OR') add('operator', index, index + 1, 'AND');
    else if (word === 'IS' && next === 'NULL') add('operator', index, index + 2, 'IS NOT NULL');
    else if (word === 'IS' && next === 'NOT' && words.at(index + 2) === 'NULL')
      add('operator', index, index + 3, 'IS NULL');
    else if (word === 'DISTINCT' && words.at(index - 1) !== 'IS')
      add('DISTINCT dropped', index, index + 1, '');
    else if (word === 'UNION' && next !== 'ALL') add('DISTINCT dropped', index, index + 1, 'UNION ALL');
    else if (word === 'DESC') add('order', index, index + 1, 'ASC');
    else if (
      word === 'COUNT' &&
      next === '(' &&
      words.at(index + 2) !== '*' &&
      words.at(index + 2) !== 'DISTINCT'
    )
      add('aggregate', index + 2, words.closing(index + 1), '*');
    else if (Object.hasOwn(aggregates, word) && next === '(')
      for (const by of aggregates[word]) add('aggregate', index, index + 1, by);
    else if (/^\d+$/.test(text) && !isOfType(words, index))
      add('constant', index, index + 1, String(Number(text) + 1));
    else if (/^'[^']+'$/.test(text)) add('constant', index, index + 1, `${text.slice(0, -1)}~'`);
    else if (word === 'ON' && words.at(index - 1) !== 'DISTINCT') found.push(...onConditions(words, index));
  }
  return found;
}

/** The 18 and the 4 of DECIMAL(18,4): another type, and no other value. */
function isOfType(words, index) {
  const bracket = words.at(index - 1) === ',' ? index - 3 : index - 1;
  return words.at(bracket) === '(' && words.at(bracket - 1) === 'DECIMAL';
}

function isOperand(sql, words, index) {
  const text = sql.slice(words.start(index), words.end(index));
  return (
    text === ')' ||
    (words.at(index) === '' && index >= 0) ||
    (/^[A-Z_][A-Z_0-9]*$/.test(words.at(index)) &&
      !/^(THEN|ELSE|AND|OR|SELECT|WHEN|BY|DISTINCT)$/.test(words.at(index)))
  );
}

function isOfBetween(words, index) {
  for (let at = index - 1; at >= 0 && index - at < 12; at--) {
    if (words.at(at) === 'BETWEEN') return true;
    if (/^(AND|OR|WHERE|ON|WHEN|SELECT)$/.test(words.at(at))) return false;
  }
  return false;
}

const endsOfOn =
  /^(JOIN|LEFT|RIGHT|FULL|INNER|CROSS|ASOF|WHERE|GROUP|HAVING|QUALIFY|WINDOW|ORDER|LIMIT|UNION|EXCEPT|INTERSECT|SELECT|\))$/;

/** One condition of an ON dropped, where there are several. */
function onConditions(words, index) {
  const cuts = [index];
  let at = index + 1;
  for (; at < words.count && !endsOfOn.test(words.at(at)); at++) {
    if (opens(words.at(at))) at = words.closing(at);
    else if (words.at(at) === 'OR') return [];
    else if (words.at(at) === 'AND' && !isOfBetween(words, at)) cuts.push(at);
  }
  cuts.push(at);
  if (cuts.length < 3) return [];
  return cuts.slice(1).map((past, place) => ({
    operator: 'join condition dropped',
    start: words.start(cuts[place] + 1),
    end: words.end(past - 1),
    by: 'true',
  }));
}
