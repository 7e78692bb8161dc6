export const relationEntries = {} as const;
