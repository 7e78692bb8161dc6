/** A number that JavaScript cannot hold exactly, as the engine wrote it: long digits, `-0`, `Infinity`, `-Infinity`, `NAN`. */
export interface LongNumber {
  readonly digits: string;
}

/** JSON as the engine writes it. An object with the one field `digits` is a LongNumber: no serialised node has a field of that name. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | LongNumber
  | readonly JsonValue[]
  | { readonly [field: string]: JsonValue };

export type JsonObject = { readonly [field: string]: JsonValue };

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isLongNumber(value: JsonValue | undefined): value is LongNumber {
  return isJsonObject(value) && typeof value.digits === 'string';
}
