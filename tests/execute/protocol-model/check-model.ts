import { type ModelState, modelProcess, newest, step, tables, type Variant } from './model.ts';

/** Walks every order of steps, with processes that stop anywhere; gives the number of states and the shortest way to each kind of damage. It ends with the damage that is `wanted`. */
export function walk(
  initial: ModelState,
  limits: { readonly external: number; readonly missing: number; readonly versions: number },
  variant: Variant = {},
  wanted: string | null = null,
): { readonly states: number; readonly damage: ReadonlyMap<string, readonly string[]> } {
  interface Node {
    readonly state: ModelState;
    readonly external: number;
    readonly missing: number;
    readonly way: Way | null;
  }
  interface Way {
    readonly before: Way | null;
    readonly move: string;
  }
  const damage = new Map<string, readonly string[]>();
  const key = (node: Node) => JSON.stringify([node.state, node.external, node.missing]);
  const first: Node = { state: initial, external: limits.external, missing: limits.missing, way: null };
  const seen = new Set([key(first)]);
  const waiting: Node[] = [first];
  for (let at = 0; at < waiting.length && (wanted === null || !damage.has(wanted)); at++) {
    const node = waiting[at]!;
    for (const kind of damageOf(node.state, variant)) {
      if (damage.has(kind)) continue;
      const moves: string[] = [];
      for (let way = node.way; way !== null; way = way.before) moves.unshift(way.move);
      damage.set(kind, moves);
    }
    const reach = (move: string, change: (next: ModelState) => void, used: Partial<Node> = {}) => {
      const next: Node = {
        ...node,
        ...used,
        state: structuredClone(node.state),
        way: { before: node.way, move },
      };
      change(next.state);
      const id = key(next);
      if (seen.has(id)) return;
      seen.add(id);
      waiting.push(next);
    };
    for (const [index, process] of node.state.processes.entries()) {
      if (process.place === 'end' || (process.place === 'intent' && process.version >= limits.versions))
        continue;
      const move = `${index}:${process.place}${process.table}`;
      reach(move, (next) => step(next, next.processes[index]!, false, variant));
      if (process.place === 'forward-read' && node.missing > 0)
        reach(`${move} missing`, (next) => step(next, next.processes[index]!, true, variant), {
          missing: node.missing - 1,
        });
    }
    if (node.external > 0)
      for (const table of tables)
        reach(`external ${table}`, (next) => void next.logs[table]!.push({ x: 1 }), {
          external: node.external - 1,
        });
    waiting[at] = null as never;
  }
  return { states: seen.size, damage };
}

/** What is wrong with a state, or becomes wrong when everybody stops here and one process recovers. */
function damageOf(state: ModelState, variant: Variant): string[] {
  const found = damageNow(state);
  const after = structuredClone(state);
  const recoverer = modelProcess('recover');
  after.processes.push(recoverer);
  for (let steps = 0; recoverer.place !== 'end' && steps < 200; steps++)
    step(after, recoverer, false, variant);
  const head = newest(after);
  if (recoverer.place !== 'end') found.push('recovery never ends');
  else if (head > 0) {
    const outcome = after.outcomes[head];
    if (outcome === undefined) found.push('recovery decides nothing');
    for (const table of tables) {
      const { forward, undone } = countOf(after, table, head);
      if (forward - undone !== (outcome === 'committed' ? 1 : 0))
        found.push('a table is torn after recovery');
    }
  }
  return found;
}

function countOf({ logs }: ModelState, table: number, version: number): { forward: number; undone: number } {
  const log = logs[table]!;
  return {
    forward: log.filter((entry) => entry.f === version).length,
    undone: log.filter((entry) => entry.u === version && entry.v === undefined).length,
  };
}

/** What is wrong with a state as it is. */
export function damageNow(state: ModelState): string[] {
  const found: string[] = [];
  for (const version of Object.keys(state.intents).map(Number)) {
    const outcome = state.outcomes[version];
    for (const table of tables) {
      const { forward, undone } = countOf(state, table, version);
      if (forward > 1) found.push('a commit is doubled');
      if (undone > 1) found.push('an undo is doubled');
      if (outcome === 'committed' && forward !== 1) found.push('a committed version lacks a table');
      if (outcome === 'committed' && undone > 0) found.push('a committed version is undone');
      const log = state.logs[table]!;
      const at = log.findIndex((entry) => entry.f === version);
      const base = state.intents[version]!.bases[table]!;
      if (at >= 0 && log.slice(base, at).some((entry) => entry.x === 1))
        found.push('an external commit is overwritten');
      if (state.intents[version + 1] !== undefined && outcome === 'aborted' && forward !== undone)
        found.push('a version begins on a torn table');
    }
    if (state.intents[version + 1] !== undefined && outcome === undefined)
      found.push('a version begins before the one before is decided');
  }
  return found;
}
