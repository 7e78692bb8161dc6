import { EngineError, type Session, type SqlValue } from '../../ports/index.ts';
import { defineRelation, quoteRelation } from '../run-database.ts';
import { type Step, wholeSelect } from '../step.ts';

/** What is to be found: a few rows of a model's result, and of each input the rows that they need. */
export interface RowChoice {
  /** How many rows of the result. */
  readonly rows: number;
  /** A condition over the model's columns that the rows must meet; null: none. */
  readonly where: string | null;
  /** Of each input at most so many rows are looked at. */
  readonly most: number;
}

export interface ChosenInput {
  readonly relation: string;
  /** Columns that matter, with their types, in the relation's order. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly SqlValue[])[];
  /** Whether the relation has more rows than were looked at. */
  readonly isCut: boolean;
}

export interface ChosenRows {
  /** How many rows of the result were chosen. */
  readonly results: number;
  readonly inputs: readonly ChosenInput[];
  /** Whether the chosen rows come out as they are; if not, rows with the same key and NULLs in the same places do, from fewer rows. */
  readonly isExact: boolean;
}

/** Where an aggregate needs more rows than these, it is shown with fewer. */
const mostOfOne = 15;
/** So often the model is run at most to find out whether few rows give the very same result, */
const firstTrials = 300;
/** and while rows are left out after that. */
const mostTrials = 1500;

/**
 * Finds few rows of the step's inputs from which some rows of its result come out: the rows are left out of which it makes no difference, half of them first, down to single ones and to columns. The
 * relations of the inputs must stand in the session's database, which is used up: they become views over what is kept.
 */
export async function chooseRows(session: Session, step: Step, choice: RowChoice): Promise<ChosenRows> {
  const inputs = await copyInputs(session, step, choice.most);
  const select = wholeSelect(step);
  const condition = choice.where === null ? '' : `WHERE ${choice.where}`;
  await session.execute(
    `CREATE TABLE ${scratch}.wanted AS SELECT * FROM (\n${select}\n) ${condition} ORDER BY ALL LIMIT ${choice.rows}`,
  );
  const results = Number((await session.query(`SELECT count(*) FROM ${scratch}.wanted`)).rows[0]![0]);
  if (results === 0) return { results, inputs: [], isExact: true };
  const all = step.columns.map(({ name }) => quote(name)).join(', ');
  const exact: Search = { session, select, shown: all, trials: { left: firstTrials } };
  let isExact = await holds(exact);
  if (isExact) await fewer(exact, step, inputs);
  for (const input of inputs) isExact &&= (await kept(session, input)).length <= mostOfOne * choice.rows;
  const shown = isExact ? all : shape(step);
  const search: Search = { ...exact, shown, trials: { left: mostTrials } };
  await fewer(search, step, inputs);
  for (const input of inputs) await dropColumns(search, input);
  const chosen: ChosenInput[] = [];
  for (const input of inputs) chosen.push(await read(session, input));
  return { results, isExact, inputs: chosen };
}

const scratch = 'lode_choice';

interface Input {
  readonly relation: string;
  readonly table: string;
  readonly all: readonly { readonly name: string; readonly type: string }[];
  columns: readonly { readonly name: string; readonly type: string }[];
  readonly isCut: boolean;
}

interface Search {
  readonly session: Session;
  readonly select: string;
  /** What of a row must stay as it is. */
  readonly shown: string;
  readonly trials: { left: number };
}

async function fewer(search: Search, step: Step, inputs: readonly Input[]): Promise<void> {
  for (const input of inputs) await narrow(search, step, input, inputs);
  for (const input of inputs) await reduce(search, input);
}

/** The key as it is, and of the other columns whether they are NULL; all columns where there is no key. */
function shape(step: Step): string {
  const grain = step.definition.header.grain;
  const key = new Set((Array.isArray(grain) ? grain : []).map((name) => String(name).toLowerCase()));
  if (key.size === 0) return step.columns.map(({ name }) => `${quote(name)} IS NULL`).join(', ');
  return step.columns
    .map(({ name }) => (key.has(name.toLowerCase()) ? quote(name) : `${quote(name)} IS NULL`))
    .join(', ');
}

async function copyInputs(session: Session, step: Step, most: number): Promise<Input[]> {
  await session.execute(`CREATE SCHEMA ${scratch}`);
  const inputs: Input[] = [];
  for (const [index, { relation, columns }] of step.definition.inputs.entries()) {
    const table = `${scratch}.input_${index}`;
    const names = columns.map(({ name }) => quote(name)).join(', ');
    await session.execute(
      `CREATE TABLE ${table} AS SELECT row_number() OVER () AS lode_row, true AS lode_kept, ${names} FROM (SELECT ${names} FROM ${quoteRelation(relation)} LIMIT ${most + 1})`,
    );
    const count = Number((await session.query(`SELECT count(*) FROM ${table}`)).rows[0]![0]);
    if (count > most) await session.execute(`DELETE FROM ${table} WHERE lode_row > ${most}`);
    inputs.push({ relation, table, all: columns, columns, isCut: count > most });
  }
  for (const input of inputs) await define(session, input, input.columns);
  return inputs;
}

function define(session: Session, input: Input, columns: Input['columns']): Promise<void> {
  const names = new Set(columns.map(({ name }) => name));
  const list = input.all.map(({ name, type }) =>
    names.has(name) ? quote(name) : `CAST(NULL AS ${type}) AS ${quote(name)}`,
  );
  return defineRelation(
    session,
    input.relation,
    `SELECT ${list.join(', ')} FROM ${input.table} WHERE lode_kept`,
  );
}

async function holds({ session, select, shown, trials }: Search): Promise<boolean> {
  trials.left--;
  const { rows } = await session.query(
    `SELECT count(*) FROM (SELECT ${shown} FROM ${scratch}.wanted EXCEPT ALL SELECT ${shown} FROM (\n${select}\n))`,
  );
  return Number(rows[0]![0]) === 0;
}

/** Changes what is kept, and changes it back if the wanted rows no longer come out. */
async function attempt(search: Search, change: string): Promise<boolean> {
  if (search.trials.left <= 0) return false;
  const { session } = search;
  await session.execute('BEGIN');
  let good = false;
  try {
    await session.execute(change);
    good = await holds(search);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
  await session.execute(good ? 'COMMIT' : 'ROLLBACK');
  return good;
}

/** Leaves out at once what has no value of a wanted row in a column, or no partner among the rows of another input that are kept. */
async function narrow(search: Search, step: Step, input: Input, inputs: readonly Input[]): Promise<void> {
  const { session } = search;
  const values: { column: string; from: string }[] = [];
  for (const { name, type } of input.all) {
    for (const output of step.columns)
      if (output.type === type)
        values.push({ column: name, from: `SELECT ${quote(output.name)} FROM ${scratch}.wanted` });
    for (const other of inputs)
      for (const partner of other.all)
        if (other !== input && partner.type === type && partner.name.toLowerCase() === name.toLowerCase())
          values.push({
            column: name,
            from: `SELECT ${quote(partner.name)} FROM ${other.table} WHERE lode_kept`,
          });
  }
  const sameName = ({ column, from }: { column: string; from: string }) =>
    from.toLowerCase().includes(quote(column).toLowerCase());
  for (const value of [...values.filter(sameName), ...values.filter((each) => !sameName(each))]) {
    if ((await kept(session, input)).length <= mostOfOne) return;
    const column = quote(value.column);
    await attempt(
      search,
      `UPDATE ${input.table} SET lode_kept = false WHERE lode_kept AND (${column} IS NULL OR ${column} NOT IN (SELECT v FROM (${value.from}) AS t(v) WHERE v IS NOT NULL))`,
    );
  }
}

async function kept(session: Session, input: Input): Promise<number[]> {
  const { rows } = await session.query(
    `SELECT lode_row FROM ${input.table} WHERE lode_kept ORDER BY lode_row`,
  );
  return rows.map(([id]) => Number(id));
}

/** Delta debugging: ever smaller stretches of the rows are left out, as long as that makes no difference. */
async function reduce(search: Search, input: Input): Promise<void> {
  // The rows of a stretch are all that are kept between its first and its last.
  const without = (ids: readonly number[]) =>
    attempt(
      search,
      `UPDATE ${input.table} SET lode_kept = false WHERE lode_kept AND lode_row BETWEEN ${ids[0]} AND ${ids.at(-1)}`,
    );
  let left = await kept(search.session, input);
  if (left.length === 0 || (await attempt(search, `UPDATE ${input.table} SET lode_kept = false`))) return;
  let size = Math.ceil(left.length / 2);
  for (;;) {
    let removed = false;
    for (let at = 0; at < left.length; ) {
      const part = left.slice(at, at + size);
      if (part.length < left.length && (await without(part))) {
        left = left.filter((_, index) => index < at || index >= at + size);
        removed = true;
      } else at += size;
    }
    if (search.trials.left <= 0 || (size === 1 && !removed)) return;
    size = Math.max(1, Math.floor(size / 2));
  }
}

/** Columns that may as well be NULL are not written. */
async function dropColumns(search: Search, input: Input): Promise<void> {
  for (const column of input.all) {
    const less = input.columns.filter((each) => each !== column);
    if (less.length === 0 || search.trials.left <= 0) return;
    await define(search.session, input, less);
    const good = await holds(search).catch((error: unknown) => {
      if (error instanceof EngineError) return false;
      throw error;
    });
    if (good) input.columns = less;
    else await define(search.session, input, input.columns);
  }
}

async function read(session: Session, input: Input): Promise<ChosenInput> {
  const { relation, columns, table, isCut } = input;
  const list = columns.map(({ name }) => quote(name)).join(', ');
  const { rows } = await session.query(`SELECT ${list} FROM ${table} WHERE lode_kept ORDER BY lode_row`);
  return { relation, columns, rows, isCut };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
