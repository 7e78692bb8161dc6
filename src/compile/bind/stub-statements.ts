import { quoteName } from '../../delta/types/index.ts';

/** A column of a stub table, as the engine writes it. */
export interface StubColumn {
  readonly name: string;
  readonly type: string;
}

/** `layer.name` as SQL. */
export function quotedRelation(name: string): string {
  const dot = name.indexOf('.');
  return `${quoteName(name.slice(0, dot))}.${quoteName(name.slice(dot + 1))}`;
}

export function schemaOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

export function createSchema(schema: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`;
}

/** An empty table of these columns. */
export function createTable(name: string, columns: readonly StubColumn[]): string {
  const list = columns.map((column) => `${quoteName(column.name)} ${column.type}`).join(', ');
  return `CREATE OR REPLACE TABLE ${quotedRelation(name)} (${list})`;
}

/** An empty table with the columns of a query. What stands before the query is `selectPrefix`: positions of errors count it. */
export function createTableAs(name: string, sql: string): string {
  return `${selectPrefix(name)}${sql}\nWITH NO DATA`;
}

export function selectPrefix(name: string): string {
  return `CREATE OR REPLACE TABLE ${quotedRelation(name)} AS `;
}
