export const sourceEntries = {} as const;
