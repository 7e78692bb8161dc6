import { diagnose } from '../../diagnostics/index.ts';
import { lodeVersion } from '../../version.ts';
import type { Host } from '../host.ts';
import { bytes, duration } from '../views/units.ts';
import { type Finding, failedFinding, finding } from './finding.ts';

const oldestNode = 20;
const slowEngineSeconds = 3;
/** Lode 0.1 did not exist before. */
const plausibleFrom = Date.UTC(2025, 0, 1);

/** The machine, Node, and the engine: opened once, with a query. */
export async function checkSystem(host: Host): Promise<Finding[]> {
  const { system } = host;
  const old = Number(system.node.split('.')[0]) < oldestNode;
  const now = host.clock.now();
  const moment = new Date(now).toISOString();
  return [
    finding('lode', lodeVersion),
    finding('node', system.node, old ? diagnose('node-too-old', { found: system.node }) : null),
    finding(
      'machine',
      `${system.platform}, ${system.processors} processors, ${bytes(system.memoryBytes)} of memory`,
    ),
    finding('clock', moment, now < plausibleFrom ? diagnose('clock-implausible', { now: moment }) : null),
    checkThreads(host),
    await checkEngine(host),
  ];
}

function checkThreads({ environment, system }: Host): Finding {
  const size = environment.UV_THREADPOOL_SIZE;
  const threads = Number(size ?? 16);
  const few = threads < 4 ? diagnose('threads-few', { found: size!, processors: system.processors }) : null;
  return finding('thread pool', `${threads} threads`, few);
}

async function checkEngine(host: Host): Promise<Finding> {
  const started = host.clock.now();
  try {
    const database = await host.engine.open({
      allowedFolders: [],
      temporaryFolder: null,
      threads: null,
      memoryLimit: null,
      timeZone: 'UTC',
    });
    const session = await database.connect();
    const [row] = await session.rows(
      "SELECT version() AS version, current_setting('memory_limit') AS memory, current_setting('threads') AS threads",
    );
    session.close();
    await database.close();
    const seconds = (host.clock.now() - started) / 1000;
    const slow = seconds > slowEngineSeconds ? diagnose('engine-slow', { seconds }) : null;
    const found = `${host.engine.name} ${String(row!.version).replace(/^v/, '')}, ${row!.threads} threads, up to ${row!.memory}, opened in ${duration(seconds)}`;
    return finding('engine', found, slow);
  } catch (error) {
    return failedFinding('engine', error, (problem) => diagnose('engine-not-usable', { problem }));
  }
}
