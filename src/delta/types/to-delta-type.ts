import type { DeltaType, PrimitiveName } from './delta-type.ts';
import { type DuckDBType, printDuckDBType } from './duckdb-type.ts';
import { parseDuckDBType } from './parse-duckdb-type.ts';

/** How a column of a DuckDB type lies in a table; `refused` where it cannot, with a cast that a user can write instead. */
export type StorageForm =
  | {
      readonly kind: 'stored';
      readonly delta: DeltaType;
      /** The DuckDB type that comes back from storage. */
      readonly stored: string;
      /** Whether the value must be cast to `stored` before it is written. */
      readonly cast: boolean;
      /** The cast must fail where it would lose digits: nanoseconds. */
      readonly exact: boolean;
    }
  | {
      readonly kind: 'refused';
      /** The type that is refused: the whole, or the part inside. */
      readonly type: string;
      readonly reason: string;
      /** A type to cast to, as SQL. */
      readonly castTo: string;
    };

interface Stored {
  readonly delta: DeltaType;
  readonly stored: DuckDBType;
}

interface Refusal {
  readonly refused: string;
  readonly reason: string;
  readonly castTo: string;
}

/** Where a scalar of DuckDB goes: Delta's type, and the DuckDB type that it has when it is read again. */
const scalars: Readonly<Record<string, readonly [PrimitiveName, string]>> = {
  BOOLEAN: ['boolean', 'BOOLEAN'],
  TINYINT: ['byte', 'TINYINT'],
  SMALLINT: ['short', 'SMALLINT'],
  INTEGER: ['integer', 'INTEGER'],
  BIGINT: ['long', 'BIGINT'],
  FLOAT: ['float', 'FLOAT'],
  DOUBLE: ['double', 'DOUBLE'],
  VARCHAR: ['string', 'VARCHAR'],
  BLOB: ['binary', 'BLOB'],
  DATE: ['date', 'DATE'],
  TIMESTAMP: ['timestamp_ntz', 'TIMESTAMP'],
  'TIMESTAMP WITH TIME ZONE': ['timestamp', 'TIMESTAMP WITH TIME ZONE'],
  // Delta has no unsigned numbers: the next signed type that holds them all.
  UTINYINT: ['short', 'SMALLINT'],
  USMALLINT: ['integer', 'INTEGER'],
  UINTEGER: ['long', 'BIGINT'],
  TIMESTAMP_S: ['timestamp_ntz', 'TIMESTAMP'],
  TIMESTAMP_MS: ['timestamp_ntz', 'TIMESTAMP'],
  TIMESTAMP_NS: ['timestamp_ntz', 'TIMESTAMP'],
  // As text these keep every digit and their order.
  UUID: ['string', 'VARCHAR'],
  TIME: ['string', 'VARCHAR'],
  JSON: ['string', 'VARCHAR'],
};

/** Whole numbers that only a decimal holds. The cast fails on what has more than 38 digits; DOUBLE would round it. */
const wideIntegers: Readonly<Record<string, number>> = { UBIGINT: 20, HUGEINT: 38, UHUGEINT: 38 };

const refusals: Readonly<Record<string, readonly [reason: string, castTo: string]>> = {
  INTERVAL: ['Delta has no interval type', 'VARCHAR'],
  'TIME WITH TIME ZONE': ['Delta has no type for a time of day with an offset', 'VARCHAR'],
  BIT: ['Delta has no bit string type', 'VARCHAR'],
  BIGNUM: ['Delta has no number of unlimited size', 'DECIMAL(38,0)'],
  NULL: ['a column of nothing but NULL has no type', 'VARCHAR'],
  VARIANT: ['Parquet files with variants are not yet readable by most engines', 'JSON'],
  GEOMETRY: ['Delta has no geometry type', 'BLOB'],
  TIME_NS: ['a time of day is stored with microseconds', 'TIME'],
};

/** How a value of the DuckDB type named `type` is stored. */
export function toDeltaType(type: string): StorageForm {
  const parsed = parseDuckDBType(type);
  if (parsed === null) return { kind: 'refused', type, reason: 'Delta has no such type', castTo: 'VARCHAR' };
  const result = store(parsed, true);
  if ('refused' in result) {
    return { kind: 'refused', type: result.refused, reason: result.reason, castTo: result.castTo };
  }
  const stored = printDuckDBType(result.stored);
  return {
    kind: 'stored',
    delta: result.delta,
    stored,
    cast: stored !== printDuckDBType(parsed),
    exact: parsed.kind === 'scalar' && parsed.name === 'TIMESTAMP_NS',
  };
}

function store(type: DuckDBType, outermost: boolean): Stored | Refusal {
  switch (type.kind) {
    case 'scalar':
      return storeScalar(type.name, outermost);
    case 'decimal':
      return { delta: type, stored: type };
    case 'enum':
      return { delta: { kind: 'primitive', name: 'string' }, stored: { kind: 'scalar', name: 'VARCHAR' } };
    case 'union':
      return { refused: 'UNION', reason: 'Delta has no union type', castTo: 'VARCHAR' };
    case 'list':
    case 'array': {
      const element = store(type.element, false);
      if ('refused' in element) return element;
      return {
        delta: { kind: 'array', element: element.delta, containsNull: true },
        stored: { kind: 'list', element: element.stored },
      };
    }
    case 'map': {
      const key = store(type.key, false);
      if ('refused' in key) return key;
      const value = store(type.value, false);
      if ('refused' in value) return value;
      return {
        delta: { kind: 'map', key: key.delta, value: value.delta, valueContainsNull: true },
        stored: { kind: 'map', key: key.stored, value: value.stored },
      };
    }
    case 'struct': {
      const fields: { name: string; form: Stored }[] = [];
      for (const field of type.fields) {
        const form = store(field.type, false);
        if ('refused' in form) return form;
        fields.push({ name: field.name, form });
      }
      return {
        delta: {
          kind: 'struct',
          fields: fields.map(({ name, form }) => ({ name, type: form.delta, nullable: true, metadata: {} })),
        },
        stored: { kind: 'struct', fields: fields.map(({ name, form }) => ({ name, type: form.stored })) },
      };
    }
  }
}

function storeScalar(name: string, outermost: boolean): Stored | Refusal {
  if (name === 'TIMESTAMP_NS' && !outermost) {
    return {
      refused: name,
      reason: 'inside a nested value nanoseconds would be lost unseen',
      castTo: 'TIMESTAMP',
    };
  }
  const precision = wideIntegers[name];
  if (precision !== undefined) {
    const decimal = { kind: 'decimal', precision, scale: 0 } as const;
    return { delta: decimal, stored: decimal };
  }
  const known = scalars[name];
  if (known !== undefined) {
    return {
      delta: { kind: 'primitive', name: known[0] },
      stored: { kind: 'scalar', name: known[1] },
    };
  }
  const [reason, castTo] = refusals[name] ?? ['Delta has no such type', 'VARCHAR'];
  return { refused: name, reason, castTo };
}
