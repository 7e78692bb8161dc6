import type { Dialect } from '../estate/dialect.ts';
import { dialectOfAddress } from '../estate/dialect-of-address.ts';
import { shownText } from '../estate/text-with-holes.ts';
import { expressionText, type PackageVariables } from './expressions.ts';
import { nameOf, propertyOf } from './package-parts.ts';
import type { SsisProject } from './project.ts';
import { childrenNamed, type XmlElement } from './xml-tree.ts';

export interface PackageConnection {
  readonly name: string;
  /** A path where it is one of files. */
  readonly file: string | null;
  /** Null: it does not tell, or is none of a database. */
  readonly dialect: Dialect | null;
  readonly server: string | null;
  readonly database: string | null;
  /** Rows that a data flow keeps for the lookups of others. */
  readonly isCache: boolean;
}

export interface PackageConnections {
  /** By whatever a connection is called by: reference, id or name; null: it is nowhere. */
  readonly of: (id: string | null) => PackageConnection | null;
  /** Its databases are more than one: `dbo.customer` of one is not that of another. */
  readonly isSeveral: boolean;
}

/** The connections of a package and of its project. */
export function connectionsOf(
  root: XmlElement,
  project: SsisProject,
  variables: PackageVariables,
): PackageConnections {
  const known = new Map<string, PackageConnection>();
  const add = (manager: XmlElement, fallback: string) => {
    const connection = connectionOf(manager, fallback, variables);
    for (const id of [manager.attributes.get('refId'), manager.attributes.get('DTSID'), connection.name])
      if (id !== undefined && id !== '' && !known.has(id.toLowerCase()))
        known.set(id.toLowerCase(), connection);
  };
  for (const manager of childrenNamed(root, 'ConnectionManagers', 'ConnectionManager')) add(manager, '');
  for (const [name, manager] of project.connections) add(manager, name);
  const databases = new Set(
    [...known.values()].flatMap(({ server, database }) =>
      database === null ? [] : [`${server}\n${database}`.toLowerCase()],
    ),
  );
  return {
    isSeveral: databases.size > 1,
    of: (id) => {
      if (id === null) return null;
      const key = id.toLowerCase();
      const found = known.get(key) ?? known.get(key.replace(/:(?:external|invalid)$/, ''));
      const named = /connectionmanagers\[(.+)\]$/i.exec(id)?.[1];
      return found ?? (named === undefined ? null : (known.get(named.toLowerCase()) ?? null));
    },
  };
}

/** A connection manager: what it is joined to, with what expressions make of it. */
export function connectionOf(
  manager: XmlElement,
  fallback: string,
  variables: PackageVariables,
): PackageConnection {
  const name = nameOf(manager) ?? fallback;
  const [inner] = childrenNamed(manager, 'ObjectData', 'ConnectionManager');
  const made = new Map(
    childrenNamed(manager, 'PropertyExpression').map((each) => [
      each.attributes.get('Name') ?? '',
      shownText(expressionText(each.text, variables, each.line)),
    ]),
  );
  const address =
    made.get('ConnectionString') ??
    inner?.attributes.get('ConnectionString') ??
    (inner === undefined ? null : propertyOf(inner, 'ConnectionString')) ??
    '';
  const kind = manager.attributes.get('CreationName') ?? propertyOf(manager, 'CreationName') ?? '';
  const isFile = /^(?:FLATFILE|FILE|MULTIFLATFILE|MULTIFILE)$/i.test(kind);
  const part = (...names: readonly string[]) =>
    names.flatMap((each) => partOf(address, each) ?? []).find((each) => each !== '') ?? null;
  const excel = /excel/i.test(kind) ? part('Data Source', 'ExcelFilePath') : null;
  const isOfFiles = isFile || excel !== null;
  return {
    name,
    file: isFile ? address || `{${name}}` : excel,
    dialect: isOfFiles ? null : dialectOfProvider(`${kind} ${address}`),
    server: isOfFiles ? null : (made.get('ServerName') ?? part('Data Source', 'Server', 'Address')),
    database: isOfFiles ? null : (made.get('InitialCatalog') ?? part('Initial Catalog', 'Database')),
    isCache: /^cache$/i.test(kind),
  };
}

/** A value of a connection's address: `Data Source=x;Initial Catalog=y`. */
function partOf(address: string, name: string): string | null {
  for (const part of address.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim().toLowerCase() === name.toLowerCase())
      return part
        .slice(at + 1)
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2');
  }
  return null;
}

function dialectOfProvider(address: string): Dialect | null {
  if (/SQLNCLI|MSOLEDBSQL|SQLOLEDB|SqlClient|ODBC Driver \d+ for SQL Server/i.test(address)) return 'tsql';
  if (/MSDAORA|ORAOLEDB|MSORA/i.test(address)) return 'oracle';
  if (/IBMDA|DB2OLEDB/i.test(address)) return 'db2';
  return dialectOfAddress(address);
}
