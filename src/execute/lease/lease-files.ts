import { type Lease, leaseFile, leaseFolder, lease as leaseForm } from '../../environment/index.ts';
import { type Lake, lakePath } from '../lake.ts';

/** The newest lease of an environment. */
export interface StandingLease {
  readonly term: number;
  /** Its file, byte for byte: an observer looks whether it changes. */
  readonly text: string;
  /** null where the text is none of ours: such a file holds nobody up for longer than a lease may last. */
  readonly lease: Lease | null;
}

/** null where nobody has ever held the environment. */
export async function readStanding(lake: Lake, environment: string): Promise<StandingLease | null> {
  const term = (await listTerms(lake, environment)).at(-1);
  if (term === undefined) return null;
  const path = lakePath(lake, leaseFile(environment, term));
  try {
    const text = await lake.files.readText(path);
    return { term, text, lease: parse(text) };
  } catch (error) {
    // Its successor removed it between the listing and the reading.
    if ((await lake.files.stat(path)) === null) return readStanding(lake, environment);
    throw error;
  }
}

/** Removes the leases before `term`; one that stays does no harm. */
export async function removeEarlier(lake: Lake, environment: string, term: number): Promise<void> {
  for (const each of await listTerms(lake, environment))
    if (each < term) await lake.files.remove(lakePath(lake, leaseFile(environment, each)));
}

async function listTerms(lake: Lake, environment: string): Promise<number[]> {
  const entries = await lake.files.list(lakePath(lake, leaseFolder(environment)));
  return entries
    .flatMap(({ name }) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((a, b) => a - b);
}

function parse(text: string): Lease | null {
  try {
    return leaseForm.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
