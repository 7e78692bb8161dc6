// Tables for queries whose inputs nobody has: their columns follow from what the binder misses, their types from what it complains of.
import { bindFailure, literal, quoted, rowsOf } from './database.mjs';

/** Types in the order in which a column is tried again. */
const types = [
  'BIGINT',
  'DATE',
  'TIMESTAMP',
  'BOOLEAN',
  'DECIMAL(18,2)',
  'VARCHAR[]',
  'DOUBLE',
  'INTEGER',
  'VARCHAR',
];
/** Of a table of which nobody names a column. */
const noColumn = 'nothing_known';
const mostTries = 4000;
const mostSeconds = 40;

/**
 * Creates the tables that both queries read. Gives them (name → { columns: name → type }), or why a query cannot be bound: { failure }.
 */
export async function findStubs(connection, queries) {
  const stubs = new Map();
  let tries = 0;
  const until = Date.now() + mostSeconds * 1000;
  const bind = (sql) => {
    tries += 1;
    return bindFailure(connection, sql);
  };
  const spent = () => tries > mostTries || Date.now() > until;

  for (let round = 0; round < 3; round++) {
    let moved = false;
    for (const sql of queries) {
      let failure = await bind(sql);
      /** The table that took the last column is asked first. */
      let last = null;
      const met = new Set();
      while (failure !== null) {
        met.add(identity(failure));
        if (spent()) return { failure: 'too many tries' };
        const step =
          (await createMissing(failure)) ??
          (await addColumn(failure, sql, last)) ??
          (await changeType(failure, sql, met));
        if (step === null) return { failure: summary(failure) };
        last = step.table ?? last;
        moved = true;
        failure = step.failure === undefined ? await bind(sql) : step.failure;
      }
    }
    if (!moved) return { stubs };
  }
  return { failure: 'old and new need other tables' };

  async function createMissing({ message }) {
    const found = /Table with name (.+?) does not exist/.exec(message);
    const schemaless = /schema "?([\w ]+)"? does not exist/i.exec(message);
    if (found === null && schemaless === null) return null;
    if (found === null) {
      await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(schemaless[1])}`);
      return {};
    }
    const place = placeOf(found[1], queries);
    if (place === null || stubs.has(place)) return null;
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${place.split('.')[0]}`);
    stubs.set(place, new Map([[noColumn, 'INTEGER']]));
    await write(place);
    return { table: place };
  }

  async function addColumn(failure, sql, last) {
    const { message } = failure;
    if (
      !/column/i.test(message) ||
      !/not found|does not have|not exist|cannot be referenced before/i.test(message)
    )
      return null;
    const name = /[Cc]olumn (?:named )?"([^"]+)"/.exec(message)?.[1];
    if (name === undefined) return null;
    const lower = name.toLowerCase();
    const order = [...stubs.keys()].sort((left, right) => Number(right === last) - Number(left === last));
    for (const table of order) {
      const columns = stubs.get(table);
      if ([...columns.keys()].some((column) => column.toLowerCase() === lower)) continue;
      columns.set(name, guess(name));
      const first = columns.delete(noColumn);
      await write(table);
      const after = await bind(sql);
      if (!same(failure, after) && !/ambiguous/i.test(after?.message ?? '')) return { table, failure: after };
      columns.delete(name);
      if (first) columns.set(noColumn, 'INTEGER');
      await write(table);
      if (spent()) return null;
    }
    return null;
  }

  async function changeType(failure, sql, met) {
    const { message, position } = failure;
    if (!/type|cast|function matches|compare|convert/i.test(message)) return null;
    const text = sql.toLowerCase();
    const distance = (name) => {
      const found = [
        text.lastIndexOf(name.toLowerCase(), position),
        text.indexOf(name.toLowerCase(), position),
      ];
      return Math.min(...found.filter((at) => at >= 0).map((at) => Math.abs(at - position)), 1e6);
    };
    let candidates = [...stubs].flatMap(([table, columns]) =>
      [...columns.keys()].map((name) => ({ table, name })),
    );
    if (position !== null)
      candidates = candidates.sort((left, right) => distance(left.name) - distance(right.name)).slice(0, 16);
    // Without a place only the types that the binder names can help, in columns of the other one.
    const named = types
      .filter((type) => message.includes(type.split('(')[0]))
      .concat(/INTEGER_LITERAL/.test(message) ? ['BIGINT'] : []);
    for (const type of position === null ? named : types) {
      for (const { table, name } of candidates) {
        const columns = stubs.get(table);
        const before = columns.get(name);
        if (before === type || (position === null && !named.includes(before))) continue;
        columns.set(name, type);
        await write(table);
        const after = await bind(sql);
        if (after === null || !met.has(identity(after))) return { table, failure: after };
        columns.set(name, before);
        await write(table);
        if (spent()) return null;
      }
    }
    return null;
  }

  async function write(table) {
    const columns = [...stubs.get(table)].map(([name, type]) => `${quoted(name)} ${type}`);
    await connection.run(`CREATE OR REPLACE TABLE ${table} (${columns.join(', ')})`);
  }
}

/** The tables that a query reads, of those that are known. */
export async function readsOf(connection, sql, stubs) {
  const [[json]] = await rowsOf(connection, `SELECT json_serialize_sql(${literal(sql)})`);
  const found = new Set();
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (node.type === 'BASE_TABLE') {
      const place = `${node.schema_name || 'main'}.${quoted(node.table_name)}`.toLowerCase();
      for (const name of stubs.keys()) if (plain(name) === plain(place)) found.add(name);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(JSON.parse(json));
  return [...found];
}

function plain(place) {
  return place.replaceAll('"', '').toLowerCase();
}

/** `schema."name"` of a name that the binder gave: it leaves the schema out. */
function placeOf(given, queries) {
  const bare = given.replaceAll('"', '').split('.').at(-1);
  if (!/^[\w $-]+$/.test(bare)) return null;
  const escaped = bare.replaceAll('$', '\\$');
  const reads = new RegExp(`\\b([a-z_]\\w*)"?\\."?${escaped}\\b`, 'i').exec(queries.join('\n'));
  return `${quoted(reads === null ? 'main' : reads[1].toLowerCase())}.${quoted(bare)}`;
}

/** What a column's name says of its type; the binder has the last word. */
function guess(name) {
  if (/(_at|_ts|timestamp|datetime|_time|_on)$/i.test(name)) return 'TIMESTAMP';
  if (/(^|_)(date|day|month_start|week_start)$|^date_|_date(_|$)/i.test(name)) return 'DATE';
  if (/^(is|has)_/i.test(name)) return 'BOOLEAN';
  if (/(amount|price|cost|revenue|total|balance|_usd)$/i.test(name)) return 'DECIMAL(18,2)';
  if (
    /(^|_)(count|cnt|qty|quantity|num|rank|year|days|months|flag|sequence|ordinal)$|^(num|count|n)_/i.test(
      name,
    )
  )
    return 'BIGINT';
  return 'VARCHAR';
}

function same(left, right) {
  return right !== null && identity(left) === identity(right);
}

/** Where and of what kind, whatever the types that it names: another wrong type at the same place is no step ahead. */
function identity({ message, position }) {
  const [line] = message.split('\n');
  return `${position} ${line.replaceAll(/\b[A-Z_]{3,}(\(\d+,\s*\d+\)|\[\])?/g, 'T').replaceAll(/'[^']*'/g, (text) => text.split('(')[0])}`;
}

/** Why, without the names of a project's own. */
function summary({ kind, message }) {
  const missing = /Function with name "?([\w]+)"? does not exist/i.exec(message);
  if (missing !== null) return `no function ${missing[1].toLowerCase()}`;
  if (kind === 'parser' || /syntax error|Parser Error/i.test(message)) return 'syntax';
  return message
    .split('\n')[0]
    .replaceAll(/"[^"]*"/g, '…')
    .replaceAll(/'[^']*'/g, '…')
    .slice(0, 90);
}
