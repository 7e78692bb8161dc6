/** A relation that the server itself says a query read. `columns` null: it does not say which. */
export interface LoggedRead {
  readonly relation: string;
  readonly columns: readonly string[] | null;
}

/** What a column holds, that is JSON in a text or a value already. Null: nothing, or nothing of JSON. */
export function jsonValue(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

/** The objects of a list, whatever else it holds. */
export function objectsOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value)
    ? value.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
    : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
