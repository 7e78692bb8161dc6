import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { openTarget } from '../databases.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { count, duration } from '../views/units.ts';
import { type Finding, failedFinding, finding } from './finding.ts';

const patienceSeconds = 15;

/** Every source of the target, opened and asked for its relations. */
export async function checkSources(host: Host, open: OpenProject, target: string): Promise<Finding[]> {
  const connections = open.project.targets.find((each) => each.name === target)?.sources ?? [];
  const sources = openTarget(host, open, target);
  try {
    const findings: Finding[] = [];
    for (const { name, type } of connections) {
      const started = host.clock.now();
      const check = `source ${name}`;
      try {
        const asked = sources.session(name).then((session) => session.relations());
        const relations = await atMost(asked, patienceSeconds);
        if (relations === null) {
          findings.push(
            finding(
              check,
              'no answer',
              diagnose('source-not-answering', { source: name, seconds: patienceSeconds }),
            ),
          );
          continue;
        }
        const seconds = (host.clock.now() - started) / 1000;
        const found = `${type}, ${count(relations.length)} relation${relations.length === 1 ? '' : 's'}, answered in ${duration(seconds)}`;
        findings.push(finding(check, found, missingRelations(open, name, relations)));
      } catch (error) {
        findings.push(
          failedFinding(check, error, (problem) => diagnose('source-failed', { source: name, problem })),
        );
      }
    }
    return findings;
  } finally {
    // A source that never answered is not waited for here either.
    await atMost(sources.close(), 2).catch(() => {});
  }
}

function missingRelations(
  open: OpenProject,
  source: string,
  relations: readonly string[],
): Diagnostic | null {
  const has = new Set(relations.map((relation) => relation.toLowerCase()));
  const missing = open.project.relations
    .filter((relation) => relation.source === source && !has.has(relation.sourceName.toLowerCase()))
    .map((relation) => relation.sourceName);
  return missing.length === 0 ? null : diagnose('contract-relations-missing', { source, relations: missing });
}

/** What `work` gives, or null where it takes longer. */
async function atMost<T>(work: Promise<T>, seconds: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  work.catch(() => {});
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
