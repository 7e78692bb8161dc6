export const executeEntries = {} as const;
