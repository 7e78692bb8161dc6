import type { LegacyObject } from '../../estate/legacy-object.ts';
import { placeOf, type Reading } from '../statements/index.ts';
import { isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import type { Header } from './header.ts';
import { eventObject } from './job-objects.ts';
import { definingStatement, makeObject } from './make-object.ts';
import { packageObject } from './package-object.ts';
import { routineObject } from './routine-object.ts';
import { tableObject } from './table-object.ts';
import { isTemporary } from './temporary.ts';
import { viewObject } from './view-object.ts';

export function readDefinition(
  reading: Reading,
  from: number,
  to: number,
  header: Header,
): readonly LegacyObject[] | null {
  const { tokens, text } = reading;
  switch (header.kind) {
    case 'table':
      if (isTemporary(header.parts)) return null;
      return [tableObject(reading, from, to, header)];
    case 'view':
    case 'materialized_view':
      return [viewObject(reading, from, to, header)];
    case 'procedure':
    case 'function':
    case 'trigger':
      if (isTemporary(header.parts)) return null;
      return [routineObject(reading, from, to, header)];
    case 'package':
      return [packageObject(reading, from, to, header)];
    case 'job':
      return [eventObject(reading, from, to, header)];
    case 'sequence':
      return [
        makeObject(reading, from, to, header.parts, 'sequence', definingStatement(reading, from, to, [], [])),
      ];
    case 'synonym': {
      const target = tokens.findIndex((_token, i) => i >= header.next && i < to && namesTarget(tokens, i));
      const name = target < 0 ? null : nameAt(text, tokens, target + 1, to);
      const reads =
        name === null
          ? []
          : [
              {
                relation: relationName(name.parts),
                columns: null,
                place: placeOf(reading, from, to),
                understanding: 'parsed' as const,
              },
            ];
      return [
        makeObject(
          reading,
          from,
          to,
          header.parts,
          'synonym',
          definingStatement(reading, from, to, reads, []),
        ),
      ];
    }
    default:
      return null;
  }
}

/** FOR of a synonym; ON TABLE of a stream, which gives the rows of its table. */
function namesTarget(tokens: readonly Token[], i: number): boolean {
  return (
    isWord(tokens[i], 'FOR') ||
    (isWord(tokens[i], 'TABLE', 'VIEW') && isWord(tokens[i - 1], 'ON', 'EXTERNAL', 'DYNAMIC', 'EVENT'))
  );
}
