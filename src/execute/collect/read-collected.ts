import { type Collected, collected, collectedFile, collectedFolder } from '../../environment/index.ts';
import { type Lake, lakePath, readLakeJson } from '../lake.ts';

/** The newest note on which versions of an environment are cleaned away; null where none ever was. */
export async function readCollected(lake: Lake, environment: string): Promise<Collected | null> {
  for (;;) {
    const numbers = (await lake.files.list(lakePath(lake, collectedFolder(environment)))).flatMap(
      ({ name }) => {
        const number = /^(\d+)\.json$/.exec(name)?.[1];
        return number === undefined ? [] : [Number(number)];
      },
    );
    if (numbers.length === 0) return null;
    const note = await readLakeJson(lake, collectedFile(environment, Math.max(...numbers)), collected);
    // Notes that are outdated are removed: then there is a newer one.
    if (note !== null) return note;
  }
}
