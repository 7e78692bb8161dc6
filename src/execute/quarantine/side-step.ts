import { definitionHash, quarantineOf, sideColumns, sideName } from '../../environment/index.ts';
import type { Step } from '../step.ts';

/** Whether rows of the step that fail an audit are put aside. */
export function putsAside(step: Pick<Step, 'definition'>): boolean {
  return quarantineOf(step.definition).length > 0;
}

/**
 * The side table of a step's rows that were put aside, as a step of its own: the columns that its query gives, the audits that a row failed, the run that found it, and when. A table of the same layer, so that personal data stays where
 * it is.
 */
export function sideStep(step: Step, given: Step['columns']): Step {
  const { definition } = step;
  const known = new Map(definition.columns.map((column) => [column.name.toLowerCase(), column]));
  const own = sideColumns.map(({ name, type }) => ({
    name,
    type,
    nullable: true,
    description: null,
    pii: null,
    tags: [],
    expression: null,
  }));
  const side: Step['definition'] = {
    ...definition,
    name: sideName(definition.name),
    // What goes on growing is history, as its model's rows are.
    kind: definition.kind === 'append' || definition.kind === 'scd_type_2' ? 'append' : 'full',
    header: {},
    source: '',
    sql: '',
    macros: [],
    inputs: [],
    columns: [
      ...given.map(({ name }) => ({ ...known.get(name.toLowerCase())!, nullable: true, expression: null })),
      ...own,
    ],
    partitionedBy: [],
    description: `Rows of ${definition.name} that were put aside because they failed an audit`,
    seed: null,
    volatileFunctions: [],
  };
  return {
    ...step,
    name: side.name,
    key: side.name.toLowerCase(),
    kind: side.kind,
    definition: side,
    definitionHash: definitionHash(side),
    columns: side.columns.map(({ name, type }) => ({ name, type })),
    audits: [],
    sourceReads: [],
    drift: [],
    gone: [],
    decisive: [],
    contracted: null,
    evolvedFrom: null,
    planJson: null,
  };
}

/** The columns that the step's query gives: not those that its kind adds. */
export function givenColumns(step: Step): Step['columns'] {
  if (step.kind !== 'scd_type_2') return step.columns;
  return step.columns.slice(0, -2);
}
