import { EngineError, type EngineFailure, type Session } from '../../ports/index.ts';

/** A plan's JSON as text, or why there is none. */
export type SerializedPlan =
  | { readonly kind: 'plan'; readonly json: string }
  | { readonly kind: 'failure'; readonly failure: EngineFailure };

/** Plans are long: so many are in memory twice at once. */
const batchSize = 500;

/** The unoptimised bound plans of `statements`, in their order, in bulk. The texts are not parsed here. */
export async function serializePlans(
  session: Session,
  statements: readonly string[],
): Promise<SerializedPlan[]> {
  const plans: SerializedPlan[] = [];
  for (let start = 0; start < statements.length; start += batchSize) {
    const part = statements.slice(start, start + batchSize);
    try {
      plans.push(...(await serialize(session, part)));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // An internal error of one (WITH ORDINALITY) fails the query for all.
      for (const statement of part) plans.push(await serializeOne(session, statement));
    }
  }
  return plans;
}

async function serialize(session: Session, statements: readonly string[]): Promise<SerializedPlan[]> {
  const { rows } = await session.query(
    `SELECT json_serialize_plan(t.text, skip_default := true) FROM (SELECT unnest(from_json($1, '["VARCHAR"]')) AS text) AS t`,
    [JSON.stringify(statements)],
  );
  return rows.map(([json]) => readPlan(String(json)));
}

async function serializeOne(session: Session, statement: string): Promise<SerializedPlan> {
  try {
    return (await serialize(session, [statement]))[0]!;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { kind: 'failure', failure: error.failure };
  }
}

function readPlan(json: string): SerializedPlan {
  if (json.startsWith('{"error":false')) return { kind: 'plan', json };
  const answer = JSON.parse(json) as Record<string, unknown>;
  const position = Number(answer.position ?? Number.NaN);
  return {
    kind: 'failure',
    failure: {
      kind: String(answer.error_type ?? ''),
      message: String(answer.error_message ?? ''),
      position: Number.isSafeInteger(position) ? position : null,
      subtype: typeof answer.error_subtype === 'string' ? answer.error_subtype : null,
      candidates: typeof answer.candidates === 'string' ? answer.candidates.split(',') : [],
    },
  };
}
