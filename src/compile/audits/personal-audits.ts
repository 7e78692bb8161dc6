import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { definitionHash } from '../../environment/index.ts';
import {
  type Audit,
  auditReads,
  type ModelHeader,
  type PersonalColumn,
  type Project,
} from '../../project/index.ts';
import { nearNames } from '../../text/index.ts';
import type { CompiledColumn, CompiledModel } from '../compiled-project.ts';
import { reaches } from './audit-cycles.ts';

type PersonalAudit = Extract<Audit, { name: 'no_personal_data' }>;

interface Known {
  readonly names: ReadonlyMap<string, string>;
  readonly columnsOf: (relation: string) => readonly CompiledColumn[];
  /** Relations of bronze and seeds that have rows of their own. */
  readonly sources: readonly string[];
  /** By lower-case name: what stands before it. */
  readonly after: Map<string, string[]>;
}

/**
 * The models, with what their audits `no_personal_data` look at and look for: known only when all columns are. One that is wrong is left out, with a diagnostic. Tagged columns of bronze that come after a model cannot be looked for in
 * it, unless they are named, which is a cycle.
 */
export function personalAudits(
  project: Project,
  models: readonly CompiledModel[],
  columnsOf: Known['columnsOf'],
): Outcome<{ readonly project: Project; readonly models: readonly CompiledModel[] }> {
  const isOurs = ({ name }: Audit) => name === 'no_personal_data';
  if (!models.some(({ audits }) => audits.some(isOurs)))
    return { value: { project, models }, diagnostics: [] };
  const bronze = project.layers[0]?.name;
  const stored = models.filter(
    ({ layer, kind }) => layer === bronze && kind !== 'view' && kind !== 'embedded',
  );
  const known: Known = {
    names: new Map([...models, ...project.seeds].map(({ name }) => [name.toLowerCase(), name])),
    columnsOf,
    sources: [...stored, ...project.seeds].map(({ name }) => name),
    after: new Map(
      models.map(({ name, reads, audits }) => [
        name.toLowerCase(),
        [
          ...reads.map(({ relation }) => relation),
          ...audits.filter((each) => !isOurs(each)).flatMap(auditReads),
        ]
          .map((each) => each.toLowerCase())
          .filter((each) => each !== name.toLowerCase()),
      ]),
    ),
  };
  const diagnostics: Diagnostic[] = [];
  const whole = models.map((model): CompiledModel => {
    if (!model.audits.some(isOurs)) return model;
    const audits = model.audits.flatMap((audit): readonly Audit[] => {
      if (audit.name !== 'no_personal_data') return [audit];
      const found = wholeAudit(model, audit, known);
      diagnostics.push(...found.diagnostics);
      return found.value === null ? [] : [found.value];
    });
    return withAudits(model, audits);
  });
  const headers = new Map(whole.map(({ name, header }) => [name, header]));
  const inProject = project.models.map((model) => ({
    ...model,
    header: headers.get(model.name) ?? model.header,
  }));
  return { value: { project: { ...project, models: inProject }, models: whole }, diagnostics };
}

function wholeAudit(model: CompiledModel, audit: PersonalAudit, known: Known): Outcome<PersonalAudit | null> {
  const { of, all } = audit.arguments;
  const place = { subject: audit.span };
  const found = of === null ? { value: taggedIn(model, known), diagnostics: [] } : namedIn(of, known, audit);
  if (found.diagnostics.length > 0) return { value: null, diagnostics: found.diagnostics };
  const own = model.name.toLowerCase();
  const keys = new Set(model.header.uniqueKey.map((name) => name.toLowerCase()));
  // A key that was masked would not be found again when its row is mended.
  const isText = ({ name, storedType, pii, personal }: CompiledColumn) =>
    /^VARCHAR$/i.test(storedType) &&
    pii === null &&
    personal !== true &&
    !(audit.onFailure === 'quarantine' && keys.has(name.toLowerCase()));
  const columns = all === true ? model.columns.filter(isText).map(({ name }) => name) : audit.columns;
  if (columns.length === 0)
    return { value: null, diagnostics: [diagnose('audit-nothing-scanned', { model: model.name }, place)] };
  const looked = new Set(columns.map((name) => name.toLowerCase()));
  // A column that is looked at would find itself.
  const personal = found.value.filter(
    ({ relation, column }) => relation.toLowerCase() !== own || !looked.has(column.toLowerCase()),
  );
  if (personal.length === 0)
    return {
      value: null,
      diagnostics: [diagnose('audit-nothing-personal', { model: model.name, of }, place)],
    };
  for (const { relation } of personal)
    if (relation.toLowerCase() !== own) known.after.get(own)?.push(relation.toLowerCase());
  return { value: { ...audit, columns, arguments: { ...audit.arguments, personal } }, diagnostics: [] };
}

function taggedIn({ name }: CompiledModel, { sources, columnsOf, after }: Known): PersonalColumn[] {
  const own = name.toLowerCase();
  return sources
    .filter((relation) => relation.toLowerCase() === own || !reaches(after, relation.toLowerCase(), own))
    .flatMap((relation) => tagged(relation, columnsOf(relation)));
}

function tagged(relation: string, columns: readonly CompiledColumn[]): PersonalColumn[] {
  return columns.flatMap(({ name, storedType, pii }) => {
    const as = formOf(storedType);
    return pii === null || as === null ? [] : [{ relation, column: name, as }];
  });
}

function namedIn(
  of: readonly string[],
  { names, columnsOf }: Known,
  audit: PersonalAudit,
): Outcome<PersonalColumn[]> {
  const diagnostics: Diagnostic[] = [];
  const place = { subject: audit.span };
  const value = of.flatMap((written): PersonalColumn[] => {
    const [layer, table, ...rest] = written.split('.');
    const relation = names.get(`${layer}.${table}`.toLowerCase());
    if (relation === undefined) {
      const near = nearNames(`${layer}.${table}`, [...names.values()]);
      diagnostics.push(
        diagnose('audit-relation-unknown', { audit: audit.name, relation: `${layer}.${table}`, near }, place),
      );
      return [];
    }
    const columns = columnsOf(relation);
    if (rest.length === 0) return tagged(relation, columns);
    const column = columns.find(({ name }) => name.toLowerCase() === rest.join('.').toLowerCase());
    if (column === undefined) {
      const all = columns.map(({ name }) => name);
      const parameters = {
        column: rest.join('.'),
        relation,
        known: all,
        candidates: nearNames(rest.join('.'), all),
      };
      diagnostics.push(diagnose('unknown-column', parameters, place));
      return [];
    }
    const as = formOf(column.storedType);
    if (as !== null) return [{ relation, column: column.name, as }];
    const parameters = {
      audit: audit.name,
      column: written,
      type: column.storedType,
      expected: 'text, numbers or dates',
    };
    diagnostics.push(diagnose('audit-column-type', parameters, place));
    return [];
  });
  return { value, diagnostics };
}

/** How values of a type are looked for; null: not at all. */
function formOf(type: string): PersonalColumn['as'] | null {
  if (/^(VARCHAR|ENUM\b)/i.test(type) && !type.endsWith(']')) return 'text';
  if (/^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DOUBLE|FLOAT|DECIMAL\([^)]*\))$/i.test(type))
    return 'number';
  return /^(DATE|TIMESTAMP.*)$/i.test(type) && !type.endsWith(']') ? 'date' : null;
}

function withAudits(model: CompiledModel, audits: readonly Audit[]): CompiledModel {
  const header: ModelHeader = { ...model.header, audits };
  const recorded = JSON.parse(
    JSON.stringify(audits.map(({ span: _, ...audit }) => audit)),
  ) as CompiledModel['definition']['header']['audits'];
  const definition: CompiledModel['definition'] = {
    ...model.definition,
    header: { ...model.definition.header, audits: recorded },
  };
  return {
    ...model,
    audits,
    header,
    model: { ...model.model, header },
    definition,
    definitionHash: definitionHash(definition),
  };
}
