// Both sides of an edit over the same random rows: many rows, few values, NULLs, and the values that the queries ask for.
import { literal, quoted, rowsOf } from './database.mjs';

const rounds = 8;
const secondsEach = 4;

/** Ways to fill VARCHAR columns, from the wildest to what every cast accepts; `tryCast`: the queries' casts give NULL where they would fail. */
const ways = [
  { strings: 'mixed', tryCast: false },
  { strings: 'mixed', tryCast: true },
  { strings: 'numbers', tryCast: true },
  { strings: 'dates', tryCast: true },
];

/**
 * What `pairs` of columns, old and new, hold on each side. Gives { ran: rounds that ran, differed: rounds in which they differed as bags, jointly, rows: the most rows
 * that the new side gave, failure: why none ran }.
 */
export async function tryBoth(connection, sides, stubs, pairs, seed) {
  const values = valuesIn(`${sides.old.sql}\n${sides.next.sql}`);
  let start = 0;
  /** What the engine wanted to read in columns of text, by lower-case name. */
  const wanted = new Map();
  const found = { ran: 0, differed: 0, rows: 0, failure: null, example: null };
  for (let round = 0; round < rounds; round++) {
    for (let way = start; way < ways.length; way++) {
      const result = await oneRound(
        connection,
        sides,
        stubs,
        pairs,
        values,
        { ...ways[way], wanted },
        seed * 1000 + round,
        round,
      );
      if (result.failure !== undefined) {
        found.failure = result.failure;
        const column = /to (\w+) when casting from source column (\w+)/.exec(result.failure);
        const again = column !== null && wanted.get(column[2].toLowerCase()) !== column[1];
        if (again) {
          wanted.set(column[2].toLowerCase(), column[1]);
          way -= 1;
        }
        continue;
      }
      start = way;
      found.ran += 1;
      found.rows = Math.max(found.rows, result.rows);
      if (result.differs) {
        found.differed += 1;
        found.example ??= { round, seed: seed * 1000 + round, rows: result.rows, oldRows: result.oldRows };
      }
      break;
    }
    if (found.ran === 0) return found;
    // Nobody needs a second witness.
    if (found.differed > 0) return found;
  }
  return found;
}

async function oneRound(connection, sides, stubs, pairs, values, way, seed, round) {
  const read = new Set([...sides.old.reads, ...sides.next.reads]);
  let rows = read.size <= 1 ? 160 : read.size === 2 ? 60 : read.size <= 4 ? 24 : 10;
  for (let attempt = 0; attempt < 2; attempt++, rows = Math.ceil(rows / 4)) {
    const timer = setTimeout(() => connection.interrupt(), secondsEach * 1000);
    try {
      for (const table of read)
        await fill(connection, table, stubs.get(table), rows, values, way, seed, round);
      const [old, next] = way.tryCast
        ? [await withTryCast(connection, sides.old.sql), await withTryCast(connection, sides.next.sql)]
        : [sides.old.sql, sides.next.sql];
      // One transaction: one now().
      await connection.run('BEGIN');
      await connection.run(`CREATE OR REPLACE TEMP TABLE hunt_old AS ${old}`);
      await connection.run(`CREATE OR REPLACE TEMP TABLE hunt_new AS ${next}`);
      await connection.run('COMMIT');
      const [left, right] = [
        `SELECT ${pairs.map(({ from, type }) => rounded(from, type)).join(', ') || '1'} FROM hunt_old`,
        `SELECT ${pairs.map(({ to, type }) => rounded(to, type)).join(', ') || '1'} FROM hunt_new`,
      ];
      const [[differing, oldRows, newRows]] = await rowsOf(
        connection,
        `SELECT (SELECT count(*) FROM (${left} EXCEPT ALL ${right})) + (SELECT count(*) FROM (${right} EXCEPT ALL ${left})),
          (SELECT count(*) FROM hunt_old), (SELECT count(*) FROM hunt_new)`,
      );
      return {
        differs: differing !== '0' || oldRows !== newRows,
        rows: Number(newRows),
        oldRows: Number(oldRows),
      };
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {});
      if (!/interrupt/i.test(String(error)) || attempt > 0)
        return { failure: String(error).split('\n')[0].slice(0, 200) };
    } finally {
      clearTimeout(timer);
    }
  }
  return { failure: 'too slow' };
}

/** Sums of floats in another order differ in their last bits, and verdicts do not speak of these. */
function rounded(name, type) {
  return /^(DOUBLE|FLOAT)$/.test(type) ? `round(${quoted(name)}, 6)` : quoted(name);
}

async function fill(connection, table, columns, rows, values, way, seed, round) {
  const expressions = [...columns].map(([name, type], index) => {
    // Columns of one name have one domain, or all have, so that joins meet.
    const domain = numberOf(round % 2 === 0 ? String(seed) : `${name.toLowerCase()} ${seed}`);
    const pool = poolOf(name, type, values, way, domain, round);
    const chance = `hash(i, ${literal(`${table} ${index} ${seed}`)})`;
    const place = pool.unique ? `i % ${pool.items.length}` : `${chance} % ${pool.items.length}`;
    return `CAST(([${pool.items.join(', ')}])[1 + CAST(${place} AS INTEGER)] AS ${type})`;
  });
  await connection.run(`DELETE FROM ${table}`);
  await connection.run(`INSERT INTO ${table} SELECT ${expressions.join(', ')} FROM range(${rows}) AS r(i)`);
}

function poolOf(name, type, values, { strings, wanted }, domain, round) {
  const nulls = round % 4 === 3 ? [] : domain % 3 === 0 ? ['NULL', 'NULL'] : ['NULL'];
  // Every fourth round has keys that do not repeat, so that joins do not only multiply.
  if (round % 4 === 1 && /(^|_)(id|key|uuid|number|pin)$/i.test(name)) {
    const items = Array.from({ length: 160 }, (_, index) => index + 1);
    if (type === 'VARCHAR') return { items: items.map((item) => literal(String(item))), unique: true };
    if (/INT|DECIMAL|DOUBLE/.test(type)) return { items: items.map(String), unique: true };
  }
  const some = (all, count) => all.filter((_, index) => numberOf(`${domain} ${index}`) % all.length < count);
  const dates = ["'2019-12-31'", "'2020-01-01'", "'2020-01-15'", "'2021-06-30'", "'2024-02-29'"];
  const stamps = [
    "'2019-12-31 23:59:59'",
    "'2020-01-01 00:00:00'",
    "'2020-01-01 12:30:00'",
    "'2024-02-29 06:00:00'",
  ];
  switch (type) {
    case 'VARCHAR': {
      const want = wanted.get(name.toLowerCase());
      if (want !== undefined) {
        if (/BOOL/.test(want)) return { items: ["'true'", "'false'", ...nulls] };
        if (/DATE/.test(want)) return { items: [...dates, ...nulls] };
        if (/TIMESTAMP/.test(want)) return { items: [...stamps, ...nulls] };
        return { items: ["'1'", "'2'", "'3'", ...nulls] };
      }
      if (strings === 'numbers') return { items: ["'1'", "'2'", "'3'", ...nulls] };
      if (strings === 'dates') return { items: [...dates, ...nulls] };
      const base =
        domain % 4 === 0
          ? ["'a'", "'b'", "''", "'1'"]
          : domain % 4 === 1
            ? ["'1'", "'2'", "'a'"]
            : ["'a'", "'1'", "'2020-01-01'"];
      const asked = values.askedOf(name);
      // Every fourth round gives the queries what they ask for.
      if (round % 4 === 0 && values.isNull(name)) return { items: ['NULL', 'NULL', 'NULL', "'a'"] };
      if (round % 4 === 0) return { items: asked.length > 0 ? asked : ["'a'", "'1'"] };
      if (asked.length > 0)
        return { items: [...asked, ...(round % 4 < 2 ? [] : base.slice(0, 2)), ...nulls] };
      return { items: round % 4 < 2 ? [...base, ...nulls] : [...base, ...some(values.strings, 6), ...nulls] };
    }
    case 'DATE':
      return { items: [...dates, 'current_date', 'current_date - 40', ...some(values.dates, 3), ...nulls] };
    case 'TIMESTAMP':
      return {
        items: [...stamps, "date_trunc('day', now()::TIMESTAMP) - INTERVAL 3 DAY", ...nulls].map(
          (item) => `CAST(${item} AS TIMESTAMP)`,
        ),
      };
    case 'BOOLEAN':
      return { items: ['true', 'false', ...nulls] };
    case 'VARCHAR[]':
      return { items: ["['a', 'b']", "['a']", '[]::VARCHAR[]', "['1', NULL]", ...nulls] };
    default:
      return {
        items: [
          '0',
          '1',
          '2',
          '-1',
          ...some(values.numbers, 3),
          ...(type.startsWith('DEC') || type === 'DOUBLE' ? ['0.5'] : []),
          ...nulls,
        ],
      };
  }
}

function valuesIn(sql) {
  const strings = [...new Set([...sql.matchAll(/'((?:[^'\n]|''){0,40})'/g)].map(([text]) => text))].slice(
    0,
    40,
  );
  const numbers = [
    ...new Set([...sql.matchAll(/(?<![\w.'])(\d{1,6})(?![\w.'])/g)].map(([, text]) => text)),
  ].slice(0, 20);
  return {
    strings,
    numbers,
    dates: strings.filter((text) => /^'\d{4}-\d\d-\d\d'$/.test(text)),
    isNull: (name) => new RegExp(`\\b${name.replaceAll(/[^\w]/g, '.')}"?\\s+is\\s+null`, 'i').test(sql),
    /** What a column of this name is compared with, in the text that follows the name. */
    askedOf(name) {
      const escaped = name.replaceAll(/[^\w]/g, '.');
      const compared = `\\b${escaped}\\b"?\\)*\\s*(?:=|<>|!=|(?:not\\s+)?(?:in\\s*\\(|i?like))`;
      const places = sql.matchAll(new RegExp(`${compared}\\s*((?:'(?:[^'\\n]|'')*'[\\s,]*)+)`, 'gi'));
      const found = [...places].flatMap(([, texts]) => [...texts.matchAll(/'((?:[^'\n]|'')*)'/g)]);
      return [...new Set(found.map(([text]) => text.replaceAll('%', '')))].slice(0, 10);
    },
  };
}

/** The query with every cast that it writes as TRY_CAST. */
async function withTryCast(connection, sql) {
  const [[json]] = await rowsOf(connection, `SELECT json_serialize_sql(${literal(sql)})`);
  const lenient = json.replaceAll('"try_cast":false', '"try_cast":true');
  const [[text]] = await rowsOf(connection, `SELECT json_deserialize_sql(${literal(lenient)})`);
  return text;
}

function numberOf(text) {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return hash >>> 0;
}
