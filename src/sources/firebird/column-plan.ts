import type { WireColumn } from '../server/record-batch.ts';
import { quoteName } from './quote.ts';
import { textForm } from './text-form.ts';

/** A column as RDB$RELATION_FIELDS and RDB$FIELDS describe it. */
export interface ColumnField {
  readonly name: string;
  /** RDB$FIELD_TYPE. */
  readonly type: number;
  readonly subType: number;
  /** 0 or negative. */
  readonly scale: number;
  /** 0 where none was declared. */
  readonly precision: number;
  readonly bytes: number;
  readonly characters: number;
  readonly charset: string | null;
  readonly array: boolean;
  readonly nullable: boolean;
  readonly description: string | null;
}

/** How a column is read: its type for the engine, the expression of the SELECT, and what comes over the wire. */
export type ColumnPlan = WireColumn & {
  readonly type: string;
  readonly wire:
    | 'integer'
    | 'bigint'
    | 'float'
    | 'double'
    | 'boolean'
    | 'date'
    | 'time'
    | 'timestamp'
    | 'bytes'
    | 'blob';
};

export interface PlanSettings {
  /** What text under character set NONE is in truth. */
  readonly charset: string;
  /** Whether decimals get the digits that were declared, or those that the integer behind them can hold. */
  readonly decimals: 'declared' | 'stored';
}

/** How to read a column; null where Lode has no place for its type. */
export function planColumn(field: ColumnField, settings: PlanSettings): ColumnPlan | null {
  if (field.array) return null;
  const base = { name: field.name, expression: quoteName(field.name) };
  const integer = integers[field.type];
  if (integer !== undefined) {
    const { type, store, wire, declared, stored } = integer;
    if (field.scale === 0 && field.subType === 0) return { ...base, type, store, wire };
    const scale = -field.scale;
    const most = settings.decimals === 'stored' ? stored : field.precision > 0 ? field.precision : declared;
    const digits = Math.max(most, scale);
    return { ...base, type: `DECIMAL(${digits},${scale})`, store: 'decimal', digits, scale, wire };
  }
  switch (field.type) {
    case 10:
      return { ...base, type: 'FLOAT', store: 'float32', wire: 'float' };
    case 27:
      return { ...base, type: 'DOUBLE', store: 'float64', wire: 'double' };
    case 12:
      return { ...base, type: 'DATE', store: 'date', wire: 'date' };
    case 13:
      return { ...base, type: 'TIME', store: 'time', wire: 'time' };
    case 35:
      return { ...base, type: 'TIMESTAMP', store: 'timestamp', wire: 'timestamp' };
    case 23:
      return { ...base, type: 'BOOLEAN', store: 'bool', wire: 'boolean' };
    case 14:
    case 37:
      return textColumn(field, settings);
    case 261:
      return blobColumn(field, settings);
    default:
      return null;
  }
}

/** The types that are stored as integers: SMALLINT, INTEGER and BIGINT, and the NUMERIC and DECIMAL that are kept in them. */
const integers: Readonly<
  Record<
    number,
    {
      readonly type: string;
      readonly store: 'int16' | 'int32' | 'int64';
      readonly wire: 'integer' | 'bigint';
      readonly declared: number;
      readonly stored: number;
    }
  >
> = {
  7: { type: 'SMALLINT', store: 'int16', wire: 'integer', declared: 4, stored: 5 },
  8: { type: 'INTEGER', store: 'int32', wire: 'integer', declared: 9, stored: 10 },
  16: { type: 'BIGINT', store: 'int64', wire: 'bigint', declared: 18, stored: 19 },
};

function textColumn(field: ColumnField, settings: PlanSettings): ColumnPlan {
  const { name } = field;
  const column = quoteName(name);
  const form = textForm(field.charset, settings.charset);
  if (form.kind === 'binary')
    return { name, expression: column, type: 'BLOB', store: 'binary', wire: 'bytes' };
  const rest = {
    name,
    type: 'VARCHAR',
    store: form.kind === 'single-byte' ? 'single-byte' : 'utf8',
  } as const;
  if (form.kind !== 'converted') {
    // A CHAR of several bytes a character is filled to its bytes, not to its characters; made a VARCHAR it is filled as declared.
    const filled = field.type === 14 && field.bytes > field.characters;
    const expression = filled ? `CAST(${column} AS VARCHAR(${field.characters}) CHARACTER SET UTF8)` : column;
    return { ...rest, expression, charset: form.charset, wire: 'bytes' };
  }
  const given =
    field.charset === 'NONE'
      ? `CAST(${column} AS VARCHAR(${field.characters}) CHARACTER SET ${form.charset})`
      : column;
  // A VARCHAR holds 32,765 bytes, of which a character in UTF-8 may need four.
  return field.characters * 4 <= 32_764
    ? {
        ...rest,
        expression: `CAST(${given} AS VARCHAR(${field.characters}) CHARACTER SET UTF8)`,
        charset: 'UTF8',
        wire: 'bytes',
      }
    : {
        ...rest,
        expression: `CAST(${given} AS BLOB SUB_TYPE TEXT CHARACTER SET UTF8)`,
        charset: 'UTF8',
        wire: 'blob',
      };
}

function blobColumn(field: ColumnField, settings: PlanSettings): ColumnPlan {
  const { name } = field;
  const column = quoteName(name);
  const form =
    field.subType === 1 ? textForm(field.charset, settings.charset) : ({ kind: 'binary' } as const);
  if (form.kind === 'binary')
    return { name, expression: column, type: 'BLOB', store: 'binary', wire: 'blob' };
  const rest = { name, type: 'VARCHAR', wire: 'blob' } as const;
  if (form.kind === 'single-byte')
    return { ...rest, expression: column, store: 'single-byte', charset: form.charset };
  const expression =
    form.kind === 'converted' ? `CAST(${column} AS BLOB SUB_TYPE TEXT CHARACTER SET UTF8)` : column;
  return { ...rest, expression, store: 'utf8', charset: form.kind === 'converted' ? 'UTF8' : form.charset };
}
