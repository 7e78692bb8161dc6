import fc from 'fast-check';

/** What random tests begin from where they name no seed of their own: see vitest.config.ts. */
export const seed = Number(process.env.LODE_SEED);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
