import type { JsonObject } from '../json.ts';

/** The type names of the protocol that have no parameters. */
export const primitiveNames = [
  'string',
  'long',
  'integer',
  'short',
  'byte',
  'float',
  'double',
  'boolean',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'variant',
  'void',
] as const;

export type PrimitiveName = (typeof primitiveNames)[number];

/** A type of the protocol ("Schema Serialization Format"). */
export type DeltaType =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | DeltaStruct
  | { readonly kind: 'array'; readonly element: DeltaType; readonly containsNull: boolean }
  | {
      readonly kind: 'map';
      readonly key: DeltaType;
      readonly value: DeltaType;
      readonly valueContainsNull: boolean;
    };

export interface DeltaStruct {
  readonly kind: 'struct';
  readonly fields: readonly DeltaField[];
}

export interface DeltaField {
  readonly name: string;
  readonly type: DeltaType;
  readonly nullable: boolean;
  /** Kept as it came: `comment`, `delta.columnMapping.id`, `delta.invariants` … */
  readonly metadata: JsonObject;
}
