export const qualityEntries = {} as const;
