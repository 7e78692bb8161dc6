/** The parts of a name like `"a b".c`, without their quotes. */
export function nameParts(name: string): string[] {
  return Array.from(name.matchAll(/"((?:[^"]|"")*)"|[^".]+/g), ([whole, inner]) =>
    inner === undefined ? whole.trim() : inner.replaceAll('""', '"'),
  );
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
