import type { LegacyObject, RelationUse } from '../../estate/legacy-object.ts';
import { nothingFound, placeOf, type Reading, readBody } from '../statements/index.ts';
import { isWord } from '../text/token-tests.ts';
import { tokenize } from '../text/tokenize.ts';
import type { Header } from './header.ts';
import { makeObject } from './make-object.ts';
import { headSchedule, type WrittenJob } from './schedules.ts';
import { nowhere, withVariables } from './variables.ts';

export function eventObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const { text, tokens } = reading;
  const found = nothingFound();
  let body = header.next;
  while (body < to && !isWord(tokens[body], 'DO', 'AS')) body++;
  readBody(reading, body + 1, to, withVariables(nowhere, reading, body, to), true, found);
  return makeObject(reading, from, to, header.parts, 'job', found, {
    schedule: headSchedule(text, tokens, header.next, to),
  });
}

export function jobObject(reading: Reading, job: WrittenJob): LegacyObject {
  const found = nothingFound();
  for (const command of job.commands) {
    const inner: Reading = { ...reading, text: command, tokens: tokenize(command, reading.dialect) };
    const own = nothingFound();
    readBody(inner, 0, inner.tokens.length, nowhere, false, own);
    const place = placeOf(reading, job.from, job.to);
    const move = (uses: readonly RelationUse[]) => uses.map((use) => ({ ...use, place }));
    for (const statement of own.statements)
      found.statements.push({
        ...statement,
        place,
        reads: move(statement.reads),
        writes: move(statement.writes),
      });
    for (const note of own.notes) found.notes.push({ ...note, place });
  }
  return makeObject(reading, job.from, job.to, [job.name.replaceAll('.', ' ')], 'job', found, {
    schedule: job.schedule,
  });
}
