import { type Build, build, buildFile } from '../environment/index.ts';
import { type Lake, readLakeJson } from './lake.ts';

/** The build with an id, or null. */
export function readBuild(lake: Lake, model: string, id: string): Promise<Build | null> {
  return readLakeJson(lake, buildFile(model, id), build);
}
