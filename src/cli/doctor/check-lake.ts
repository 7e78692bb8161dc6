import { dirname } from 'node:path';
import { diagnose } from '../../diagnostics/index.ts';
import { listEnvironments, readHead } from '../../execute/index.ts';
import { isObjectPath } from '../../files/index.ts';
import type { Files } from '../../ports/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { bytes } from '../views/units.ts';
import { type Finding, failedFinding, finding } from './finding.ts';

const littleSpace = 2_000_000_000;
const noSpace = 200_000_000;
const slowMilliseconds = 50;
/** File servers give times in whole seconds. */
const clockSeconds = 3;

/** What the lake's folder allows, tried with files of its own that are gone afterwards; and what stands in it. */
export async function checkLake(host: Host, open: OpenProject): Promise<Finding[]> {
  const { folder } = open.lake;
  if (isObjectPath(folder)) return checkObjectLake(host, open);
  const standing = await nearestFolder(host, folder);
  const found = standing === folder ? folder : `${folder} (made by the first apply)`;
  const free = await host.system.freeBytes(standing);
  const findings = [
    finding('lake', found),
    await tryFiles(host, host.files, standing),
    checkSpace(folder, free),
  ];
  return [...findings, ...(await checkEnvironments(open))];
}

async function nearestFolder(host: Host, folder: string): Promise<string> {
  let path = folder;
  while ((await host.files.stat(path)) === null && dirname(path) !== path) path = dirname(path);
  return path;
}

/** In a store there are no folders to be made. What the engine reads and writes lies on a disk of this machine. */
async function checkObjectLake(host: Host, open: OpenProject): Promise<Finding[]> {
  const { folder, files } = open.lake;
  const tried = await tryFiles(host, files, folder);
  if (tried.diagnostics.some(({ severity }) => severity === 'error')) return [finding('lake', folder), tried];
  const local = files.enginePath(folder);
  const standing = await nearestFolder(host, local);
  const space = checkSpace(standing, await host.system.freeBytes(standing));
  return [finding('lake', folder), tried, space, ...(await checkEnvironments(open))];
}

async function tryFiles(host: Host, files: Files, folder: string): Promise<Finding> {
  const { clock } = host;
  const trial = `${folder}/.lode-doctor-${clock.uuid()}`;
  try {
    await files.createFolder(trial);
    const started = clock.now();
    await files.putIfAbsent(`${trial}/first`, 'first');
    const milliseconds = clock.now() - started;
    const again = await files.putIfAbsent(`${trial}/first`, 'second');
    const linked = await files.link(`${trial}/first`, `${trial}/linked`);
    const before = clock.now();
    await files.putIfAbsent(`${trial}/now`, 'now');
    const after = clock.now();
    const { modified } = (await files.stat(`${trial}/now`))!;
    const ahead = modified > after ? modified - after : modified < before ? modified - before : 0;
    const remote = isObjectPath(folder);
    const links = linked === 'linked' ? 'hard links work' : remote ? 'copied by the store' : 'no hard links';
    return finding(
      'files',
      `written in ${milliseconds.toFixed(0)} ms, ${links}`,
      again ? diagnose('lake-not-exclusive', { folder }) : null,
      linked === 'copied' && !remote ? diagnose('lake-without-links', { folder }) : null,
      Math.abs(ahead) > clockSeconds * 1000
        ? diagnose('lake-clock-differs', { folder, seconds: ahead / 1000 })
        : null,
      milliseconds > slowMilliseconds && !remote ? diagnose('disk-slow', { folder, milliseconds }) : null,
    );
  } catch (error) {
    return failedFinding('files', error, (reason) =>
      diagnose('file-operation-failed', { path: trial, action: 'write', reason }),
    );
  } finally {
    await files.removeFolder(trial).catch(() => {});
  }
}

function checkSpace(folder: string, free: number | null): Finding {
  if (free === null) return finding('disk', 'the system does not say how much is free');
  const low =
    free < littleSpace
      ? diagnose(
          'disk-nearly-full',
          { folder, free: bytes(free) },
          free < noSpace ? { severity: 'error' } : {},
        )
      : null;
  return finding('disk', `${bytes(free)} free`, low);
}

async function checkEnvironments({ lake }: OpenProject): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    for (const environment of await listEnvironments(lake)) {
      const head = await readHead(lake, environment);
      if (head.kind === 'none') continue;
      const { version } = head.intent;
      const unfinished = head.kind === 'open' ? diagnose('apply-unfinished', { environment, version }) : null;
      findings.push(finding(`environment ${environment}`, `version ${version}`, unfinished));
    }
  } catch (error) {
    findings.push(
      failedFinding('environments', error, (problem) =>
        diagnose('lake-file-damaged', { path: lake.folder, problem }),
      ),
    );
  }
  return findings;
}
