/** A value with the lines of its places in `file` as `lineOf` says; places in other files stay. */
export function movePlaces<T>(value: T, file: string, lineOf: (line: number) => number): T {
  if (Array.isArray(value)) return value.map((each) => movePlaces(each as unknown, file, lineOf)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const place = value as { readonly file?: unknown; readonly line?: unknown; readonly endLine?: unknown };
  if (typeof place.line === 'number' && typeof place.endLine === 'number')
    return place.file === file
      ? ({ ...value, line: lineOf(place.line), endLine: lineOf(place.endLine) } as T)
      : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, movePlaces(inner as unknown, file, lineOf)]),
  ) as T;
}
