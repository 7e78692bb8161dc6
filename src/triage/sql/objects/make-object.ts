import type {
  LegacyColumn,
  LegacyKind,
  LegacyObject,
  LegacyStatement,
  RelationUse,
} from '../../estate/legacy-object.ts';
import { weakest } from '../../estate/understanding.ts';
import { type Found, measuresOf, nothingFound, placeOf, type Reading } from '../statements/index.ts';
import { relationName } from '../text/token-tests.ts';
import { statementKind } from '../uses/statement-kind.ts';
import type { RoutineHead } from './routine-head.ts';

export function definingStatement(
  reading: Reading,
  from: number,
  to: number,
  reads: readonly RelationUse[],
  writes: readonly RelationUse[],
): Found {
  const { text, tokens } = reading;
  const statement: LegacyStatement = {
    kind: statementKind(tokens, from, to),
    place: placeOf(reading, from, to),
    understanding: 'parsed',
    reads,
    writes,
    text: text.slice(tokens[from]!.start, tokens[to - 1]!.end),
  };
  return { ...nothingFound(), statements: [statement] };
}

interface ObjectParts {
  readonly columns?: readonly LegacyColumn[] | null;
  readonly key?: readonly string[] | null;
  readonly head?: Pick<RoutineHead, 'parameters'>;
  readonly schedule?: string | null;
}

export function makeObject(
  reading: Reading,
  from: number,
  to: number,
  name: readonly string[],
  kind: LegacyKind,
  found: Found,
  more: ObjectParts = {},
): LegacyObject {
  return {
    id: relationName(name),
    name: name.join('.'),
    kind,
    dialect: reading.dialect,
    place: placeOf(reading, from, to),
    understanding:
      found.statements.length === 0
        ? 'parsed'
        : weakest(found.statements.map(({ understanding }) => understanding)),
    columns: more.columns ?? null,
    key: more.key ?? null,
    parameters: more.head?.parameters ?? [],
    statements: found.statements,
    schedule: more.schedule ?? null,
    owner: null,
    measures: measuresOf(found.counting),
    notes: found.notes,
  };
}
