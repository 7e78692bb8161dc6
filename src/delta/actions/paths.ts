import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';

/** The `path` of an action for a file at `relative` (decoded, below the table). Every byte that a URI could mistake is percent-encoded. */
export function encodePath(relative: string): string {
  return relative
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(/%(3D|2C|40|24|26|2B|3B)/g, (found) => decodeURIComponent(found)),
    )
    .join('/');
}

/** The file that an action's `path` names: below the table, or absolute (`absolute: true`) where another writer put it elsewhere. */
export function decodePath(path: string): { readonly path: string; readonly absolute: boolean } {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(path)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') {
    throw new DiagnosticError(diagnose('delta-path-elsewhere', { path, scheme }));
  }
  const bare = scheme === 'file' ? path.slice('file:'.length).replace(/^\/\/[^/]*/, '') : path;
  const decoded = decodeUri(path, bare);
  return { path: decoded, absolute: decoded.startsWith('/') };
}

function decodeUri(path: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new DiagnosticError(diagnose('delta-path-malformed', { path }), 1, error);
  }
}

/** The absolute path of the file that an action of `table` names. A table in an object store may name files of other buckets there. */
export function resolvePath(table: string, path: string): string {
  const elsewhere = /^s3[an]?:\/\/(.*)$/s.exec(path)?.[1];
  if (elsewhere !== undefined && table.startsWith('s3://')) return `s3://${decodeUri(path, elsewhere)}`;
  const decoded = decodePath(path);
  return decoded.absolute ? decoded.path : `${table}/${decoded.path}`;
}
