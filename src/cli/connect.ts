import { DiagnosticError } from '../diagnostics/index.ts';
import type { Connector } from '../ports/index.ts';

/** The connector for a source's `type`; rejects where there is none. The connectors' libraries are loaded only here. */
export async function connect(type: string): Promise<Connector> {
  const { connectorFor } = await import('../sources/index.ts');
  const { value, diagnostics } = connectorFor(type);
  if (value === null) throw new DiagnosticError(diagnostics);
  return value;
}
