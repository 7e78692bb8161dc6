import type { Lifetime, Project } from './project.ts';

const units: Readonly<Record<string, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 31 * 86_400_000,
};

/** Milliseconds of `14 days`, as the form of `project.yml` has checked it. */
export function spanOfTime(text: string): number {
  const [amount, unit] = text.split(' ') as [string, string];
  return Number(amount) * units[unit.replace(/s$/, '')]!;
}

/** How long an environment lives after its last version, in milliseconds; null: until it is dropped. */
export function lifetimeOf(
  { lifetimes, defaultEnvironment }: Pick<Project, 'lifetimes' | 'defaultEnvironment'>,
  environment: string,
): number | null {
  const named = lifetimes.find(({ pattern }) => pattern === environment);
  if (named !== undefined) return named.milliseconds;
  // Nobody is to lose what the reports stand on for a star in the wrong place.
  if (environment === defaultEnvironment) return null;
  return lifetimes.find((lifetime) => fits(lifetime, environment))?.milliseconds ?? null;
}

function fits({ pattern }: Lifetime, environment: string): boolean {
  if (!pattern.includes('*')) return false;
  const expression = pattern
    .split('*')
    .map((part) => part.replace(/[^A-Za-z0-9_]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${expression}$`).test(environment);
}
