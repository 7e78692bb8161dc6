import {
  historiesOf,
  loadParity,
  nightOf,
  type Pair,
  type PairHistory,
  type Parity,
  streakOf,
} from '../../compare/parity/index.ts';
import type { CompiledProject } from '../../compile/index.ts';
import { readLedger } from '../../execute/index.ts';
import { loadUnitTests } from '../../project/index.ts';
import type { Successor, TriageDecisions } from '../../triage/index.ts';
import { loadMapping } from '../../triage/mapping/index.ts';
import { openReadingDatabase } from '../databases.ts';
import type { Host } from '../host.ts';
import { mappingPaths } from '../mapping/read-mappings.ts';
import type { OpenProject } from '../open-project.ts';
import { parityFile } from '../parity/open-parity.ts';
import { declaredUses } from '../usage/known-relations.ts';

/** Nights in a row that a pair must match, where triage.yml does not say. */
const usualNights = 14;

/** Which models have taken the place of legacy objects, by mappings (`origin.object`) and by triage.yml, with their tests, their parity and who reads them. */
export async function successorsOf(
  host: Host,
  open: OpenProject,
  compiled: CompiledProject,
  decisions: TriageDecisions,
): Promise<readonly Successor[]> {
  const models = new Map(open.project.models.map(({ name }) => [name.toLowerCase(), name]));
  const named = new Map<string, string>();
  for (const path of await mappingPaths(host, open)) {
    const text = await host.files.readText(`${open.folder}/${path}`);
    const form = loadMapping({ path, text }).value?.form;
    const model = models.get(form?.target.model.toLowerCase() ?? '');
    if (form?.origin?.object !== undefined && model !== undefined) named.set(form.origin.object, model);
  }
  for (const [object, { model }] of Object.entries(decisions.form.objects ?? {})) {
    const known = models.get(model?.toLowerCase() ?? '');
    if (known !== undefined) named.set(object, known);
  }
  if (named.size === 0) return [];
  const tests = loadUnitTests(
    open.project.unitTests,
    [...models.values()],
    Object.keys(open.project.variables),
  ).value;
  const uses = declaredUses(open, compiled);
  const parity = await parityStates(host, open, decisions.form.ready_after ?? usualNights);
  return [...named].map(([object, model]) => ({
    object,
    model,
    tests: tests.filter((each) => each.model === model).length,
    parity: parity.get(model.toLowerCase()) ?? 'none',
    consumers: uses.filter(({ relation }) => relation === model.toLowerCase()).map(({ by }) => by),
  }));
}

/** By model in lower case: the state of the pairs whose new side it is; the worst where there are several. */
async function parityStates(
  host: Host,
  open: OpenProject,
  nights: number,
): Promise<ReadonlyMap<string, Successor['parity']>> {
  const path = `${open.folder}/${parityFile}`;
  if ((await host.files.stat(path)) === null) return new Map();
  const file = { path: parityFile, text: await host.files.readText(path) };
  const parity = loadParity(file, open.project.timeZone, open.variables).value;
  if (parity === null) return new Map();
  const histories = await ledger(host, open);
  const tonight = nightOf(host.clock.now(), parity.timeZone);
  const order = ['differs', 'matching', 'ready'] as const;
  const states = new Map<string, Successor['parity']>();
  for (const pair of parity.pairs) {
    const model = modelOf(pair);
    if (model === null) continue;
    const state = stateOf(pair, parity, histories.get(pair.name), tonight, nights);
    const known = states.get(model);
    if (known === undefined || order.indexOf(state) < order.indexOf(known as typeof state))
      states.set(model, state);
  }
  return states;
}

function modelOf({ form: { right } }: Pair): string | null {
  const side = typeof right === 'string' ? right : right?.side;
  const name = /^(?:[\w-]+(?:@\w+)?:)?([\w]+\.[\w]+)$/.exec(side?.trim() ?? '')?.[1];
  return name?.toLowerCase() ?? null;
}

/** A pair that was never compared has proved nothing: it differs, as far as anybody knows. */
function stateOf(
  pair: Pair,
  parity: Parity,
  history: PairHistory | undefined,
  tonight: ReturnType<typeof nightOf>,
  nights: number,
): 'differs' | 'matching' | 'ready' {
  if (history === undefined || pair.problems.length > 0) return 'differs';
  const streak = streakOf(history, parity.calendar, tonight).nights;
  return streak >= nights ? 'ready' : streak > 0 ? 'matching' : 'differs';
}

async function ledger(host: Host, open: OpenProject): Promise<ReadonlyMap<string, PairHistory>> {
  const database = await openReadingDatabase(host, open);
  try {
    const session = await database.connect();
    try {
      return historiesOf(await readLedger(open.lake, session));
    } finally {
      session.close();
    }
  } finally {
    await database.close();
  }
}
