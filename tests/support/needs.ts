import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

/** Something that tests use and that is not part of the repository. */
export interface Need {
  /** What it is and how to get it, as the skip says it. */
  readonly what: string;
  readonly present: boolean;
}

/** A file or folder beside the repository, absolute. */
export function sharedPath(path: string): string {
  return fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
}

export function needsShared(path: string): Need {
  return { what: `../shared/${path}`, present: existsSync(sharedPath(path)) };
}

/**
 * `describe` for tests that need something from outside. Where it is missing they are skipped and say why; with CI=true, where nothing may be missing,
 * that is a failure.
 */
export function describeWith(needs: readonly Need[], name: string, body: () => void): void {
  const missing = needs.filter((need) => !need.present).map((need) => need.what);
  if (missing.length === 0) {
    describe(name, body);
  } else if (process.env.CI === 'true') {
    test(name, () => {
      throw new Error(`missing: ${missing.join(', ')}`);
    });
  } else {
    console.warn(`skipped: ${name}: missing ${missing.join(', ')}`);
    describe.skip(`${name} (missing: ${missing.join(', ')})`, body);
  }
}
