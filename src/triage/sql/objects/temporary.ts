export function isTemporary(name: readonly string[]): boolean {
  return name.at(-1)!.startsWith('#') || name[0]!.toLowerCase() === 'tempdb';
}
