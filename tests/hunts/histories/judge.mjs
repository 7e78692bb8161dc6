// The verdict of an edit: definitions as compile makes them, with all inputs as sources of which nothing is declared.
import { judgeProject } from '../../../dist/change/index.js';
import { bareFunctions, volatileFunctions } from '../../../dist/compile/sql/functions.js';
import { bareDefinition } from '../../support/bare-definition.mjs';

/** `sides`: { old, next }, each { sql, columns, reads, plan }. Gives the change of the model. */
export function judgeEdit(sides, stubs) {
  const old = definitionOf(sides.old, stubs);
  const next = definitionOf(sides.next, stubs);
  const judgements = judgeProject({
    old: new Map([[old.name, old]]),
    next: [next],
    oldPlan: () => sides.old.plan,
    nextPlan: () => sides.next.plan,
    forms: new Map(),
    overrules: new Map(),
    kept: new Set(),
  });
  return judgements.get(next.name).change;
}

function definitionOf({ sql, columns, reads }, stubs) {
  return bareDefinition({
    name: 'hunt.model',
    layer: 'hunt',
    sql,
    columns,
    inputs: reads.map((relation) => ({
      relation: relation.replaceAll('"', '').replace(/^main\./, ''),
      kind: 'source',
      columns: [...stubs.get(relation)].map(([name, type]) => ({ name, type })),
    })),
    volatileFunctions: [...volatileFunctions].filter((each) =>
      new RegExp(`\\b${each}${bareFunctions.has(each) ? '\\b' : '\\s*\\('}`, 'i').test(sql),
    ),
  });
}
