import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Tables written by other engines lie beside the repository. */
export const fixtureFolder = fileURLToPath(new URL('../../../../shared/fixtures/delta', import.meta.url));
export const haveFixtures = existsSync(fixtureFolder);

export function fixture(name: string): string {
  return `${fixtureFolder}/${name}/delta`;
}

/** Parquet files below a folder. */
export function parquetFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(path).isDirectory()) return parquetFiles(path);
    return name.endsWith('.parquet') ? [path] : [];
  });
}
