import { basename } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { CatalogDefinition } from '../../ports/index.ts';
import type { Dialect } from '../../triage/index.ts';
import type { GlobalOptions } from '../console.ts';
import { targetConnector } from '../databases.ts';
import type { Host } from '../host.ts';
import { openProject, targetOf } from '../open-project.ts';
import { catalogDialects } from './read-catalog.ts';

export interface OpenCatalog {
  readonly name: string;
  readonly dialect: Dialect;
  readonly definitions: readonly CatalogDefinition[];
}

/** Reads the catalog of a source of project.yml, or of a database by its address (`firebird://user:password@host:3050/path`). Throws DiagnosticError where there is none. */
export async function openCatalog(
  host: Host,
  options: GlobalOptions,
  connection: string,
): Promise<OpenCatalog> {
  const { name, type, session } = await connect(host, options, connection);
  try {
    const dialect = catalogDialects[type];
    if (dialect === undefined || session.definitions === undefined)
      throw new DiagnosticError(
        diagnose('legacy-no-catalog', { source: name, type, known: Object.keys(catalogDialects) }),
      );
    return { name, dialect, definitions: await session.definitions() };
  } finally {
    await session.close();
  }
}

async function connect(host: Host, options: GlobalOptions, connection: string) {
  const address = /^([a-z]+):\/\//i.exec(connection) === null ? null : new URL(connection);
  if (address === null) {
    const open = await openProject(host, options);
    const { connector, settings, known } = await targetConnector(
      host,
      open,
      targetOf(open, options.target),
      connection,
    );
    return {
      name: connection,
      type: connector.type,
      session: await connector.open(connection, settings, known),
    };
  }
  const type =
    { postgresql: 'postgres', mariadb: 'mysql' }[address.protocol.slice(0, -1)] ??
    address.protocol.slice(0, -1);
  const connector = await host.connectorFor(type);
  const path = decodeURIComponent(address.pathname.slice(1));
  // A Firebird database is a path on its server: firebird://host//data/x.fdb.
  const name = basename(path).replace(/\.\w+$/, '');
  const settings = {
    host: address.hostname,
    ...(address.port === '' ? {} : { port: Number(address.port) }),
    database: path,
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    ...Object.fromEntries(address.searchParams),
  };
  return { name, type: connector.type, session: await connector.open(name, settings) };
}
