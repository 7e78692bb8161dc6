import { lifetimeOf, type Project } from '../project/index.ts';

/** When an environment that gets a version now may be cleaned away, as manifests write it; null: never. */
export function expiryOf(
  project: Pick<Project, 'lifetimes' | 'defaultEnvironment'>,
  environment: string,
  now: number,
): string | null {
  const lifetime = lifetimeOf(project, environment);
  return lifetime === null ? null : new Date(now + lifetime).toISOString();
}
