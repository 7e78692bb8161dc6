import { dirname, isAbsolute, resolve } from 'node:path';
import { differenceQuery } from '../../compare/index.ts';
import { columnsOf, createTable, overwriteTable, quoteText, selectAsStored } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { lakePath } from '../../execute/index.ts';
import { lodeVersion } from '../../version.ts';
import type { MadeComparison } from './compare-sides.ts';
import type { Opening } from './open-side.ts';

/** Where the tables of differences lie that are given a name: beside the environments. */
const differencesFolder = '_comparisons';

/**
 * Writes the differing rows: to a Parquet file where the place ends in `.parquet`, else as a Delta table, whose rows it replaces; a bare name is a table of the lake. Gives the path.
 */
export async function materialize(opening: Opening, made: MadeComparison, place: string): Promise<string> {
  const { host, session, project, scratch } = opening;
  const isName = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(place);
  if (isName && project === null)
    throw new DiagnosticError(
      diagnose('argument-invalid', {
        argument: 'materialize',
        problem: `\`${place}\` is a name, and there is no project whose lake could have it`,
        hint: 'Give a path: `--materialize ./differences.parquet`.',
      }),
    );
  const path =
    isName && project !== null
      ? lakePath(project.lake, `${differencesFolder}/${place}`)
      : isAbsolute(place)
        ? place
        : resolve(host.folder, place);
  const select = await differingRows(opening, made);
  if (/\.parquet$/i.test(path)) {
    const temporary = `${scratch}/differences.parquet`;
    await host.files.createFolder(scratch);
    await session.execute(`COPY (${select}) TO ${quoteText(temporary)} (FORMAT parquet, COMPRESSION zstd)`);
    await host.files.createFolder(dirname(path));
    await host.files.remove(path);
    await host.files.link(temporary, path);
    return path;
  }
  const files = isName && project !== null ? project.lake.files : host.files;
  const ports = { files, session, clock: host.clock };
  const options = { select, engineVersion: `lode/${lodeVersion}` };
  if ((await files.stat(`${path}/_delta_log/00000000000000000000.json`)) !== null)
    await overwriteTable(ports, path, options);
  else {
    if ((await files.list(path)).length > 0) throw new DiagnosticError(diagnose('file-exists', { path }));
    await createTable(ports, path, options);
  }
  return path;
}

/** A SELECT of the differing rows, in types that storage has. Of equal tables no differences were made: it has no rows then. */
export async function differingRows({ session }: Opening, { compared }: MadeComparison): Promise<string> {
  const select = differenceQuery(compared.comparing, compared.result.method === 'checksum');
  const columns = await columnsOf(session, select);
  return selectAsStored(select, columns);
}
