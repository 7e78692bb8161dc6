export const deltaEntries = {} as const;
