import { diagnose, type Outcome } from '../diagnostics/index.ts';
import type { Connector } from '../ports/index.ts';
import { nearNames } from '../text/index.ts';
import { csvConnector } from './csv/connector.ts';
import { firebirdConnector } from './firebird/connector.ts';
import { mysqlConnector } from './mysql/connector.ts';
import { parquetConnector } from './parquet/connector.ts';
import { postgresConnector } from './postgres/connector.ts';

/** null: a type that project.yml knows but that has no connector yet. */
const connectors: Readonly<Record<string, Connector | null>> = {
  parquet: parquetConnector,
  csv: csvConnector,
  firebird: firebirdConnector,
  mysql: mysqlConnector,
  postgres: postgresConnector,
};

/** The connector for a source's `type`, or null and the diagnostic that says why not. */
export function connectorFor(type: string): Outcome<Connector | null> {
  const known = Object.keys(connectors).sort();
  if (!Object.hasOwn(connectors, type)) {
    const near = nearNames(type, known);
    return { value: null, diagnostics: [diagnose('connector-unknown', { type, known, near })] };
  }
  const connector = connectors[type] ?? null;
  if (connector !== null) return { value: connector, diagnostics: [] };
  const available = known.filter((name) => connectors[name] !== null);
  return { value: null, diagnostics: [diagnose('connector-not-available', { type, available })] };
}
