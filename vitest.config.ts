import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // A process loads the product once, not once for each file: tests keep nothing in modules that another file's tests could see.
    isolate: false,
    // One more than the two cores that it is measured on: tests wait for disks, servers and processes.
    maxWorkers: 3,
  },
});
