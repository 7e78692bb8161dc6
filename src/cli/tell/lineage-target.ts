import { resolve } from 'node:path';
import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { resolveValue } from '../../project/index.ts';
import type { OpenProject } from '../open-project.ts';

/** Where lineage events go. At least one of `http` and `file` is there. */
export interface LineageTarget {
  readonly http: {
    readonly url: string;
    readonly apiKey: string | null;
    readonly timeoutMilliseconds: number;
  } | null;
  /** Absolute. */
  readonly file: string | null;
  /** Of jobs. */
  readonly namespace: string;
  /** The run that started this one. */
  readonly parent: { readonly namespace: string; readonly name: string; readonly runId: string } | null;
}

/**
 * What project.yml says under `openlineage`, and where it is silent the variables that all OpenLineage clients know. null where neither names a server or a file, or where
 * `OPENLINEAGE_DISABLED` is set.
 */
export function lineageTarget(open: OpenProject): {
  readonly target: LineageTarget | null;
  readonly warnings: readonly Diagnostic[];
} {
  const variable = (name: string) => {
    const value = open.variables[name] ?? '';
    return value === '' ? null : value;
  };
  if (/^(true|1)$/i.test(variable('OPENLINEAGE_DISABLED') ?? '')) return { target: null, warnings: [] };
  const written = open.project.openLineage;
  const resolved = resolveValue(written, written?.span ?? null, open.variables);
  if (written !== null && resolved.value === null) {
    const problem = resolved.diagnostics.map(({ summary }) => summary).join('; ');
    return { target: null, warnings: [undelivered(open, problem)] };
  }
  const settings = resolved.value;
  const server = settings?.url ?? (settings?.file == null ? variable('OPENLINEAGE_URL') : null);
  const file = settings?.file ?? null;
  if (server === null && file === null) return { target: null, warnings: [] };
  const endpoint = settings?.endpoint ?? variable('OPENLINEAGE_ENDPOINT') ?? 'api/v1/lineage';
  const url = server === null ? null : `${server.replace(/\/+$/, '')}/${endpoint.replace(/^\/+/, '')}`;
  if (url !== null && !URL.canParse(url))
    return { target: null, warnings: [undelivered(open, 'its address is no URL')] };
  return {
    target: {
      http:
        url === null
          ? null
          : {
              url,
              apiKey: settings?.apiKey ?? variable('OPENLINEAGE_API_KEY'),
              timeoutMilliseconds: (settings?.timeoutSeconds ?? 10) * 1000,
            },
      file: file === null ? null : resolve(open.folder, file),
      namespace: settings?.namespace ?? variable('OPENLINEAGE_NAMESPACE') ?? open.project.name,
      parent: parentOf(variable('OPENLINEAGE_PARENT_ID')),
    },
    warnings: [],
  };
}

export function undelivered(open: OpenProject, problem: string): Diagnostic {
  const subject = open.project.openLineage?.span ?? null;
  return diagnose('lineage-not-delivered', { problem }, { subject });
}

/** `namespace/job/run`, as Airflow's OpenLineage provider hands it on; the job's name holds no slash, the namespace may. */
function parentOf(text: string | null): LineageTarget['parent'] {
  const match = /^(.+)\/([^/]+)\/([0-9a-f-]{36})$/i.exec(text ?? '');
  return match === null ? null : { namespace: match[1]!, name: match[2]!, runId: match[3]! };
}
