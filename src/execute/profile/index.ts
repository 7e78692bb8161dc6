/**
 * What the columns of models were like in each version: measured while a model is built, from its files before anybody sees them, and kept in the Delta table `_profiles` of the lake. In: builds, rows.
 * Out: profile sets, and a view that `lode query` reads. Nothing depends on it: a profile that is missing changes no outcome.
 */
export { asksForProfiles, defineProfilesView, profilesRelation } from './define-profiles-view.ts';
export { measureBuild, measureRows, profiledColumns } from './measure-rows.ts';
export {
  openProfileBook,
  type ProfileBook,
  profileAdopted,
  profileApplied,
  profileBuild,
} from './profile-model.ts';
export type { ModelProfile, ProfileSet } from './profile-set.ts';
export { type ProfileOwner, readProfiles, setsInForce } from './read-profiles.ts';
export { writeProfiles } from './write-profiles.ts';
