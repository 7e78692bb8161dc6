import type { Session } from '../../ports/index.ts';
import { type Parsed, readParsed } from './syntax-tree.ts';

/** So many texts go to the engine at once: answers are strings in memory on both sides. */
const batch = 1000;

/** Parses all texts with the engine's own parser; answers stand in the order of the texts. A text that is wrong does not disturb the others. */
export async function parseBulk(session: Session, texts: readonly string[]): Promise<Parsed[]> {
  const parsed: Parsed[] = [];
  for (let start = 0; start < texts.length; start += batch) {
    const part = texts.slice(start, start + batch);
    const { rows } = await session.query(
      `SELECT json_serialize_sql(t.text, skip_null := true, skip_empty := true, skip_default := true)
       FROM (SELECT unnest(from_json($1, '["VARCHAR"]')) AS text) AS t`,
      [JSON.stringify(part)],
    );
    for (const [json] of rows) parsed.push(readParsed(String(json)));
  }
  return parsed;
}
