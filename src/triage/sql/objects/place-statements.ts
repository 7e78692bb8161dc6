import type { LegacyObject, LegacyStatement } from '../../estate/legacy-object.ts';
import type { Found, Reading } from '../statements/index.ts';
import { makeObject } from './make-object.ts';

/** Statements that change no rows and read none belong to what the file defines; with others they are a script. Temporary tables are the script's own affair. */
export function placeStatements(
  reading: Reading,
  objects: readonly LegacyObject[],
  script: Found,
  temporary: ReadonlySet<string>,
): readonly LegacyObject[] {
  const own = (relation: string) =>
    relation.startsWith('#') || relation.startsWith('tempdb.') || temporary.has(relation);
  const tidy = (statement: LegacyStatement): LegacyStatement => ({
    ...statement,
    reads: statement.reads.filter(({ relation }) => !own(relation)),
    writes: statement.writes.filter(({ relation }) => !own(relation)),
    ...(statement.loose === undefined
      ? {}
      : {
          loose: statement.loose.flatMap((each) => (each.candidates.flat().some(own) ? [] : each)),
        }),
  });
  const clean = objects.map((each) => {
    const inside = temporaryIn(each);
    const isOwn = (relation: string) => own(relation) || inside.has(relation);
    return {
      ...each,
      statements: each.statements.map(tidy).map((statement) =>
        inside.size === 0
          ? statement
          : {
              ...statement,
              reads: statement.reads.filter(({ relation }) => !isOwn(relation)),
              writes: statement.writes.filter(({ relation }) => !isOwn(relation)),
            },
      ),
    };
  });
  const statements = script.statements.map(tidy);
  if (statements.length === 0 && script.notes.length === 0) return clean;
  const works = statements.some(
    (each) =>
      each.reads.length + each.writes.length > 0 ||
      /^(select|insert|update|delete|merge|call|exec|dynamic)/.test(each.kind) ||
      each.understanding === 'opaque',
  );
  const [first, ...others] = clean;
  if (!works && first !== undefined)
    return [{ ...first, statements: [...first.statements, ...statements] }, ...others];
  const { length } = reading.tokens;
  const isQuery = statements.length === 1 && clean.length === 0 && statements[0]!.kind === 'select';
  const found: Found = { statements, notes: script.notes, counting: script.counting };
  const made = makeObject(reading, 0, length, [reading.file], isQuery ? 'query' : 'script', found);
  return [...clean, { ...made, id: reading.file, name: reading.file }];
}

/** Tables that a routine makes for itself alone. */
function temporaryIn({ kind, statements }: LegacyObject): ReadonlySet<string> {
  if (kind === 'table' || kind === 'view') return new Set();
  return new Set(
    statements.flatMap(({ kind: how, text }) => {
      if (how !== 'create table') return [];
      const name =
        /^create\s+(?:or\s+replace\s+)?(?:(?:local\s+|global\s+)?temp(?:orary)?|volatile)(?:\s+\w+)*?\s+table\s+(?:if\s+not\s+exists\s+)?([\w$#."`[\]]+)/i.exec(
          text,
        )?.[1];
      return name === undefined ? [] : [name.replaceAll(/["`[\]]/g, '').toLowerCase()];
    }),
  );
}
