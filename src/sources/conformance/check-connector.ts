import type { Connector, KnownRelation, SourceSession } from '../../ports/index.ts';
import { checkRelation } from './check-relation.ts';
import { type Check, Fault, refusal, runCheck } from './run-check.ts';

export interface ConformanceOptions {
  /** What the source is called, in messages too. */
  readonly source: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the contract says, as far as there is one. */
  readonly known?: readonly KnownRelation[];
  /** The relations to read, several times each: small ones. Default: all. */
  readonly relations?: readonly string[];
  /** Settings that must not open, such as a folder or a host that is not there. Each has to be refused in time. */
  readonly refused?: readonly Readonly<Record<string, unknown>>[];
  /** How long one call may take, in seconds. Default: 30. */
  readonly patience?: number;
}

/** What was looked at: `problem` is what is wrong, null where nothing is. */
export type ConformanceResult = Check;

/**
 * Holds a connector to what Lode expects of every one: names, schemas and types; rows that are the same each time, in whatever columns they are asked for; conditions, limits, reads that are left, reads at the
 * same time; failures that say what is wrong, and nothing that hangs. Reads only.
 */
export async function checkConnector(
  connector: Connector,
  { source, settings, known = [], relations, refused = [], patience = 30 }: ConformanceOptions,
): Promise<readonly ConformanceResult[]> {
  const checks: Check[] = [];
  const check = async <T>(name: string, work: () => Promise<T>): Promise<T | null> => {
    const { check: made, value } = await runCheck(name, patience, work);
    checks.push(made);
    return value;
  };
  await check('an unknown setting is refused', () =>
    refusal(() => connector.open(source, { ...settings, lode_no_such_setting: 1 }, known)),
  );
  for (const [index, wrong] of refused.entries())
    await check(`settings that cannot work are refused (${index + 1})`, () =>
      refusal(() => connector.open(source, { ...settings, ...wrong }, known)),
    );
  const session = await check('it opens', () => connector.open(source, settings, known));
  if (session === null) return checks;
  const names = await check('relations are names, each once, the same each time', () =>
    relationNames(session),
  );
  await check('a relation that is not there is refused by name', async () => {
    const code = await refusal(() => session.schema('lode_no_such_relation'));
    if (code !== 'source-relation-missing')
      throw new Fault(
        `it was refused as ${code}; \`exactRelation\` says source-relation-missing, with what is near`,
      );
  });
  for (const relation of relations ?? names ?? []) {
    const checked = await checkRelation(session, relation, patience);
    checks.push(...checked);
  }
  await check('it closes, and closing again does no harm', async () => {
    await session.close();
    await session.close();
  });
  return checks;
}

async function relationNames(session: SourceSession): Promise<readonly string[]> {
  const names = await session.relations();
  if (new Set(names).size < names.length) throw new Fault('a name comes twice');
  if (names.some((name) => name === '')) throw new Fault('a name is empty');
  const again = await session.relations();
  if (again.join('\n') !== names.join('\n')) throw new Fault('the second time there were others');
  return names;
}
