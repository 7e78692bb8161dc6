import { describe, expect, it } from 'vitest';
import { runSchedule } from '../../src/execute/schedule.ts';

/** Tasks that record when they begin; each waits a turn of the event loop. */
function tasks(
  graph: Readonly<Record<string, readonly string[]>>,
  begun: string[],
  failing: ReadonlySet<string> = new Set(),
) {
  return Object.entries(graph).map(([name, after]) => ({
    name,
    after,
    run: async () => {
      begun.push(name);
      await new Promise((resolve) => setImmediate(resolve));
      if (failing.has(name)) throw new Error(`${name} failed`);
      return name;
    },
  }));
}

describe('runSchedule', () => {
  it('begins nothing before what it comes after is done', async () => {
    const begun: string[] = [];
    await runSchedule(
      tasks({ gold: ['silver', 'seed'], silver: ['bronze'], bronze: [], seed: [] }, begun),
      4,
    );
    expect(begun.indexOf('gold')).toBe(3);
    expect(begun.indexOf('silver')).toBeGreaterThan(begun.indexOf('bronze'));
  });

  it('runs no more at once than it may', async () => {
    let now = 0;
    let most = 0;
    const many = Array.from({ length: 12 }, (_, index) => ({
      name: `t${index}`,
      after: [],
      run: async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
      },
    }));
    await runSchedule(many, 3);
    expect(most).toBe(3);
  });

  it('skips what comes after a failure, names the cause, and goes on with the rest', async () => {
    const begun: string[] = [];
    const graph = { a: [], b: ['a'], c: ['b'], d: [] };
    const results = await runSchedule(tasks(graph, begun, new Set(['a'])), 1);
    expect(results.get('a')!.kind).toBe('failed');
    expect(results.get('b')).toEqual({ kind: 'skipped', because: 'a' });
    expect(results.get('c')).toEqual({ kind: 'skipped', because: 'a' });
    expect(results.get('d')).toEqual({ kind: 'done', value: 'd' });
    expect(begun).toEqual(['a', 'd']);
  });

  it('treats a value that blocks like a failure', async () => {
    const results = await runSchedule(tasks({ a: [], b: ['a'] }, []), 2, (value) => value === 'a');
    expect(results.get('a')).toEqual({ kind: 'done', value: 'a' });
    expect(results.get('b')).toEqual({ kind: 'skipped', because: 'a' });
  });
});
