import { z } from 'zod';

const names = z.array(z.string().min(1));

/** `usage.yml`: what is known of an estate's query logs. */
export const usageForm = z.strictObject({
  robots: z
    .strictObject({
      users: names.optional().describe('Users that are programs; `*` stands for any letters: `svc_*`.'),
      applications: names.optional().describe('Programs by the names that logs have: `Airflow*`.'),
      patterns: names
        .optional()
        .describe('Regular expressions; a query in whose text one is found is a robot’s.'),
      known: z
        .boolean()
        .optional()
        .describe(
          'Whether the robots that Lode knows are left out too: backups, dbt, loaders, its own builds. Default: yes.',
        ),
    })
    .optional()
    .describe('Whose queries say nothing of who needs a table.'),
  blind_spots: z
    .array(z.string().min(1))
    .optional()
    .describe('What the logs cannot show, in sentences: they stand beside whatever is called unused.'),
});
export type UsageForm = z.infer<typeof usageForm>;

/** Programs that read everything, whoever needs it. */
const knownApplications = [
  'lode', 'lode *', 'dbt', 'dbt-*', 'dbt *', 'pg_dump*', 'pg_restore*', 'pg_basebackup*', 'pgbackrest*', 'barman*', 'autovacuum*', 'mysqldump*', 'gbak*', '*/gbak', '*/nbackup', '*/gstat', '*/gfix',
  'fivetran*', 'airbyte*', 'stitch*', 'datadog*', 'check_postgres*', 'postgres_exporter*', 'pganalyze*', 'sqlmesh*',
]; // biome-ignore format: a table
const knownUsers = ['dbt', 'dbt_*', 'fivetran*', 'airbyte*', 'datadog*', 'system'];
/** dbt and others say in a comment who they are. */
const knownPatterns = ['/\\*\\s*\\{[^*]{0,400}"app"\\s*:\\s*"(?:dbt|lode|sqlmesh)"'];

export interface Robots {
  readonly isRobotUser: (user: string | null) => boolean;
  readonly isRobotApplication: (application: string | null) => boolean;
  readonly isRobotText: (sql: string) => boolean;
}

/** Who is a robot. Rejects nothing: a pattern that is no regular expression is in `invalid`. */
export function robotsOf(form: UsageForm['robots']): {
  readonly robots: Robots;
  readonly invalid: readonly string[];
} {
  const known = form?.known ?? true;
  const users = globs([...(form?.users ?? []), ...(known ? knownUsers : [])]);
  const applications = globs([...(form?.applications ?? []), ...(known ? knownApplications : [])]);
  const invalid: string[] = [];
  const patterns = (form?.patterns ?? []).flatMap((pattern) => {
    try {
      return [new RegExp(pattern, 'i')];
    } catch {
      invalid.push(pattern);
      return [];
    }
  });
  const comments = known ? knownPatterns.map((pattern) => new RegExp(pattern, 'i')) : [];
  return {
    robots: {
      isRobotUser: (user) => user !== null && users.test(user),
      isRobotApplication: (application) => application !== null && applications.test(application),
      isRobotText: (sql) =>
        patterns.some((pattern) => pattern.test(sql)) ||
        (sql.includes('/*') && comments.some((pattern) => pattern.test(sql))),
    },
    invalid,
  };
}

function globs(all: readonly string[]): RegExp {
  if (all.length === 0) return /(?!)/;
  const escaped = all.map((glob) =>
    glob
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  );
  return new RegExp(`^(?:${escaped.join('|')})$`, 'i');
}
