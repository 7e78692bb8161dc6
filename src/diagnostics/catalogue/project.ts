export const projectEntries = {} as const;
