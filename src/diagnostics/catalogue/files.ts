export const filesEntries = {} as const;
