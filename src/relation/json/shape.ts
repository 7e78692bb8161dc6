import { isJsonObject, isLongNumber, type JsonObject, type JsonValue } from './json-value.ts';

/**
 * Thrown by the readers below where a serialised node does not have the shape that this version of the engine writes.
 * The decoder catches it at the node and answers with an `unknown` node: it never leaves this folder's caller.
 */
export class ShapeError extends Error {}

/** The text in `field`; `fallback` where it is left out. */
export function textOf(node: JsonObject, field: string, fallback?: string): string {
  const value = node[field] ?? fallback;
  if (typeof value === 'string') return value;
  throw new ShapeError(`field \`${field}\` is no text`);
}

export function textOrNull(node: JsonObject, field: string): string | null {
  const value = node[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The integer in `field`, 0 where it is left out as the default. */
export function integerOf(node: JsonObject, field: string): number {
  const value = node[field] ?? 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new ShapeError(`field \`${field}\` is no small integer`);
}

/** As integerOf, but null for the engine's "no index" and other numbers past 15 digits. */
export function indexOrNull(node: JsonObject, field: string): number | null {
  return isLongNumber(node[field]) ? null : integerOf(node, field);
}

export function booleanOf(node: JsonObject, field: string, fallback = false): boolean {
  const value = node[field] ?? fallback;
  if (typeof value === 'boolean') return value;
  throw new ShapeError(`field \`${field}\` is no boolean`);
}

/** The list in `field`, empty where it is left out. */
export function listOf(node: JsonObject, field: string): readonly JsonValue[] {
  const value = node[field] ?? [];
  if (Array.isArray(value)) return value;
  throw new ShapeError(`field \`${field}\` is no list`);
}

export function objectsOf(node: JsonObject, field: string): readonly JsonObject[] {
  return listOf(node, field).map((item) => asObject(item, field));
}

export function integersOf(node: JsonObject, field: string): readonly number[] {
  return listOf(node, field).map((item) => {
    if (typeof item === 'number' && Number.isInteger(item)) return item;
    throw new ShapeError(`field \`${field}\` holds something that is no small integer`);
  });
}

export function textsOf(node: JsonObject, field: string): readonly string[] {
  return listOf(node, field).map((item) => {
    if (typeof item === 'string') return item;
    throw new ShapeError(`field \`${field}\` holds something that is no text`);
  });
}

export function objectOf(node: JsonObject, field: string): JsonObject {
  return asObject(node[field], field);
}

export function objectOrNull(node: JsonObject, field: string): JsonObject | null {
  const value = node[field];
  return value === undefined || value === null ? null : asObject(value, field);
}

function asObject(value: JsonValue | undefined, field: string): JsonObject {
  if (isJsonObject(value) && !isLongNumber(value)) return value;
  throw new ShapeError(`field \`${field}\` is no object`);
}
