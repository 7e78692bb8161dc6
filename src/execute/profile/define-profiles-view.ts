import type { Session } from '../../ports/index.ts';
import type { Lake } from '../lake.ts';
import { defineRelation } from '../run-database.ts';
import { noProfiles } from './profiles-table.ts';
import { profilesQuery } from './read-profiles.ts';

/** What `lode query` offers of profiles. */
export const profilesRelation = 'lode.profiles';

/** Whether a query's text may name it; it is not parsed. */
export function asksForProfiles(sql: string): boolean {
  return /\blode\b/i.test(sql) && /\bprofiles\b/i.test(sql);
}

/** Defines `lode.profiles`, a row for each column of each version in which it was measured, where a query's text names it. */
export async function defineProfilesView(lake: Lake, session: Session, sql: string): Promise<void> {
  if (!asksForProfiles(sql)) return;
  await defineRelation(session, profilesRelation, (await profilesQuery(lake, session)) ?? noProfiles());
}
