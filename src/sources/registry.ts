import { diagnose, type Outcome } from '../diagnostics/index.ts';
import type { Connector } from '../ports/index.ts';
import { nearNames } from '../text/index.ts';
import { csvConnector } from './csv/connector.ts';
import { firebirdConnector } from './firebird/connector.ts';
import { mysqlConnector } from './mysql/connector.ts';
import { parquetConnector } from './parquet/connector.ts';
import { postgresConnector } from './postgres/connector.ts';

const connectors: Readonly<Record<string, Connector>> = {
  parquet: parquetConnector,
  csv: csvConnector,
  firebird: firebirdConnector,
  mysql: mysqlConnector,
  postgres: postgresConnector,
};

/** The types of sources that Lode itself can read, or will. */
export const ownConnectors: readonly string[] = Object.keys(connectors);

/** The connector for a source's `type`, or null and the diagnostic that says why not. */
export function connectorFor(type: string): Outcome<Connector | null> {
  if (Object.hasOwn(connectors, type)) return { value: connectors[type]!, diagnostics: [] };
  const known = Object.keys(connectors).sort();
  const near = nearNames(type, known);
  return { value: null, diagnostics: [diagnose('connector-unknown', { type, known, near })] };
}
