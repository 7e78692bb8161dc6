import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import {
  type Audit,
  type AuditParameter,
  type AuditValue,
  auditedRows,
  createRenderer,
  type OwnAudit,
  type Project,
} from '../../project/index.ts';
import { spanOf } from '../../text/index.ts';

type Custom = Extract<Audit, { name: 'custom' }>;

/** Where the audit's own template is called from; no file of the project has this path. */
const caller = 'tests/audits';

export type FillAudit = (audit: Custom, own: OwnAudit) => Outcome<Custom | null>;

/** A function that fills an audit's SQL with what a model gives it. `nameOf`: a relation's declared name by how it is written; null where there is none. */
export function auditFiller(
  project: Project,
  audits: readonly OwnAudit[],
  nameOf: (relation: string) => string | null,
): { readonly fill: FillAudit; readonly diagnostics: readonly Diagnostic[] } {
  const partials = Object.fromEntries(audits.map((audit) => [templateName(audit.name), audit.body]));
  const renderer = createRenderer({
    partials: { ...project.partials, ...partials },
    variables: project.variables,
  });
  const ofAudits = new Set(audits.map((audit) => audit.body.path));
  return {
    fill: (audit, own) => fill(renderer, audit, own, nameOf),
    // What is wrong with the project's other templates is told where models are rendered.
    diagnostics: renderer.diagnostics.filter(({ subject }) => subject !== null && ofAudits.has(subject.file)),
  };
}

function templateName(name: string): string {
  return `${caller}/${name}`;
}

function fill(
  renderer: ReturnType<typeof createRenderer>,
  audit: Custom,
  own: OwnAudit,
  nameOf: (relation: string) => string | null,
): Outcome<Custom | null> {
  const { values, audit: name } = audit.arguments;
  const known = own.parameters.map((parameter) => parameter.name);
  const wrong = (problem: string) =>
    diagnose('audit-parameter', { audit: name, problem, known }, { subject: audit.span });
  const diagnostics: Diagnostic[] = Object.keys(values)
    .filter((key) => !known.includes(key))
    .map((key) => wrong(`has no parameter \`${key}\``));
  // A template is given what it asks for: of more the renderer would complain.
  const asksFor = (each: string) => new RegExp(`\\{\\{[^}]*\\b${each}\\b`).test(own.body.text);
  const texts: string[] = [];
  const columns: string[] = [];
  for (const parameter of own.parameters) {
    const value = values[parameter.name] ?? parameter.standard;
    if (value === null) {
      diagnostics.push(wrong(`needs \`${parameter.name}\``));
      continue;
    }
    const text = textOf(parameter, value, nameOf);
    if (text === null) diagnostics.push(wrong(`takes ${expected[parameter.type]} as \`${parameter.name}\``));
    else if (asksFor(parameter.name)) texts.push(`${parameter.name}="${text.replaceAll('"', '\\"')}"`);
    if (parameter.type === 'column' || parameter.type === 'columns')
      columns.push(...[value].flat().map(String));
  }
  if (diagnostics.length > 0) return { value: null, diagnostics };
  const model = !asksFor('model') ? '' : `model="${quoted(auditedRows).replaceAll('"', '\\"')}"`;
  const call = { path: caller, text: `{{> ${templateName(name)} ${[model, ...texts].join(' ')}}}` };
  const rendered = renderer.render(call, 0, null);
  if (rendered.value === null) {
    // The call is ours: what is wrong with it is what the file asks for.
    const asked = rendered.diagnostics.map((found) => ({
      ...found,
      subject: found.subject?.file === caller ? spanOf(own.body, 0, 0) : found.subject,
    }));
    return { value: null, diagnostics: asked };
  }
  const sql = rendered.value.text.text.trim().replace(/;\s*$/, '');
  const { stated, ...rest } = audit.arguments;
  const { span: _, onFailure, ...options } = own.options;
  return {
    value: {
      ...options,
      ...audit,
      columns: [...new Set(columns)],
      onFailure: stated === true ? audit.onFailure : onFailure,
      arguments: { ...rest, sql },
    },
    diagnostics: [],
  };
}

const expected: Readonly<Record<AuditParameter['type'], string>> = {
  column: 'the name of a column',
  columns: 'names of columns',
  text: 'a text',
  number: 'a number',
  boolean: '`true` or `false`',
  values: 'a list of values',
  relation: 'a model or a seed of the project',
  sql: 'SQL',
};

/** The value as SQL; null where it is none of the parameter's type. */
function textOf(
  { type }: AuditParameter,
  value: AuditValue | readonly AuditValue[],
  nameOf: (relation: string) => string | null,
): string | null {
  switch (type) {
    case 'column':
      return typeof value === 'string' ? quoted(value) : null;
    case 'columns': {
      const names = [value].flat();
      return names.length > 0 && names.every((name) => typeof name === 'string')
        ? names.map(quoted).join(', ')
        : null;
    }
    case 'text':
      return typeof value === 'object' ? null : literal(String(value));
    case 'number':
      return typeof value === 'number' ? String(value) : null;
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : null;
    case 'values':
      return [value]
        .flat()
        .map((one) => (typeof one === 'string' ? literal(one) : String(one)))
        .join(', ');
    case 'relation': {
      const name = typeof value === 'string' ? nameOf(value) : null;
      if (name === null) return null;
      const dot = name.indexOf('.');
      return `${quoted(name.slice(0, dot))}.${quoted(name.slice(dot + 1))}`;
    }
    case 'sql':
      return typeof value === 'string' ? value : null;
  }
}

function quoted(name: AuditValue): string {
  return `"${String(name).replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
