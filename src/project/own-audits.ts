import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { type SourceFile, type Span, spanOf } from '../text/index.ts';
import { type Audit, type AuditValue, builtInAudits } from './audit.ts';
import { auditOptionsOf } from './audit-options.ts';
import { headerOf } from './cut-header.ts';
import { auditOptions } from './forms/audit-form.ts';
import { type OwnAuditForm, ownAuditForm, type parameterTypes } from './forms/own-audit-form.ts';
import { valueSpans } from './forms/place.ts';
import { baseName } from './paths.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import type { YamlNode } from './yaml/yaml-node.ts';

export type ParameterType = (typeof parameterTypes)[number];

export interface AuditParameter {
  readonly name: string;
  readonly type: ParameterType;
  /** null: it must be given. */
  readonly standard: AuditValue | readonly AuditValue[] | null;
}

/** An audit of the project's own: SQL for the rows that fail. */
export interface OwnAudit {
  readonly name: string;
  /** The file with its header blanked out: places in it are those of the user's file. */
  readonly body: SourceFile;
  readonly parameters: readonly AuditParameter[];
  /** Models that it names itself, with the places of their names. */
  readonly models: readonly { readonly name: string; readonly span: Span }[];
  readonly options: Pick<Audit, 'onFailure' | 'errorIf' | 'warnIf' | 'tags' | 'description' | 'span'>;
}

/** The audits of `tests/audits/`, by file name. A file that is wrong is left out. */
export function loadOwnAudits(files: readonly SourceFile[]): Outcome<readonly OwnAudit[]> {
  const value: OwnAudit[] = [];
  const diagnostics: Diagnostic[] = [];
  const taken = new Set<string>([...builtInAudits, ...Object.keys(auditOptions), 'custom']);
  for (const file of files) {
    const outcome = loadOwnAudit(file);
    diagnostics.push(...outcome.diagnostics);
    if (outcome.value === null) continue;
    const { name } = outcome.value;
    if (taken.has(name))
      diagnostics.push(diagnose('audit-name-taken', { name }, { subject: spanOf(file, 0, 0) }));
    else value.push(outcome.value);
    taken.add(name);
  }
  return { value, diagnostics };
}

function loadOwnAudit(file: SourceFile): Outcome<OwnAudit | null> {
  const header = headerOf(file);
  if (header.value === null) return { value: null, diagnostics: header.diagnostics };
  const { yaml, bodyStart } = header.value;
  const diagnostics: Diagnostic[] = [];
  let form: OwnAuditForm = {};
  let node: YamlNode | null = null;
  if (yaml !== null) {
    const read = readYaml(file, yaml.start, yaml.end);
    diagnostics.push(...read.diagnostics);
    if (read.value === null) return { value: null, diagnostics };
    node = read.value;
    const checked = checkForm(ownAuditForm, node, file, "the audit's header");
    diagnostics.push(...checked.diagnostics);
    if (checked.value === null) return { value: null, diagnostics };
    form = checked.value;
  }
  const span = spanOf(file, bodyStart, bodyStart);
  const { name: _, where: __, ...given } = form;
  const options = auditOptionsOf(given, span);
  diagnostics.push(...options.diagnostics);
  const spans = node === null ? {} : valueSpans(file, node);
  return {
    value: {
      name: baseName(file.path).replace(/\.sql$/, ''),
      body: {
        path: file.path,
        text: file.text.slice(0, bodyStart).replaceAll(/[^\n\r]/g, ' ') + file.text.slice(bodyStart),
      },
      parameters: Object.entries(form.parameters ?? {}).map(([name, parameter]) =>
        typeof parameter === 'string'
          ? { name, type: parameter, standard: null }
          : { name, type: parameter.type, standard: parameter.default ?? null },
      ),
      models: (form.models ?? []).map((name, index) => ({ name, span: spans[`models.${index}`] ?? span })),
      options: options.value,
    },
    diagnostics,
  };
}
