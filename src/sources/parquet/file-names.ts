const ending = /\.parquet$/i;

/** The file of a relation. What cannot stand in a file's name, or would hide it or lead out of its folder, is written as in URLs. */
export function parquetFileName(relation: string): string {
  const safe = relation.replaceAll(/[%/\\\0]|^\./g, hexadecimal);
  return `${safe}.parquet`;
}

/** The relation that a file is; null: it is none. */
export function relationOfFile(name: string): string | null {
  if (!ending.test(name)) return null;
  return name
    .replace(ending, '')
    .replaceAll(/%(00|25|2E|2F|5C)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function hexadecimal(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
