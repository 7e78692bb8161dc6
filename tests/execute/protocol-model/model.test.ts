import { describe, expect, test } from 'vitest';
import { walk } from './check-model.ts';
import { type ModelProcess, modelState } from './model.ts';

/** `npm run hunt:protocol` walks further. */
const everywhere = process.env.LODE_PROTOCOL === 'all';

const two = ['apply', 'apply'] as const;

const walks: readonly (readonly [readonly ModelProcess['kind'][], Parameters<typeof walk>[1]])[] = [
  [two, { external: 1, missing: 0, versions: 3 }],
  [two, { external: 0, missing: 1, versions: 3 }],
  ...(everywhere
    ? ([
        [[...two, 'recover'], { external: 1, missing: 1, versions: 3 }],
        [[...two, 'recover'], { external: 2, missing: 0, versions: 3 }],
      ] as const)
    : []),
];

describe('the model of the commit protocol', () => {
  test.each(walks)(
    'no order of steps, stops and freezes of %s does damage within %o',
    {
      timeout: everywhere ? 0 : 60_000,
    },
    (kinds, limits) => {
      const { states, damage } = walk(modelState(kinds), limits);
      console.log(`${kinds.join(', ')}, ${JSON.stringify(limits)}: ${states} states`);
      expect(Object.fromEntries(damage)).toEqual({});
    },
  );

  test.each([
    ['baseUnsettled', 'a version begins on a torn table'],
    ['noFence', 'a version begins on a torn table'],
    ['noTransaction', 'a commit is doubled'],
  ] as const)('with %s, %s', (variant, kind) => {
    const limits = { external: 0, missing: variant === 'noTransaction' ? 0 : 1, versions: 3 };
    const { damage } = walk(modelState(two), limits, { [variant]: true }, kind);
    expect([...damage.keys()]).toContain(kind);
  });
});
