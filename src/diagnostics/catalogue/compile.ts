export const compileEntries = {} as const;
