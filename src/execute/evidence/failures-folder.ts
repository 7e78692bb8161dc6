/**
 * Where the rows lie that failed audits: by layer first, as tables and builds do, so that whoever may not read a layer does not read what failed in it. One Parquet file for each run and model.
 */
export const failuresFolder = '_failures';

/** So many rows of an audit are kept, of each run. */
export const mostRows = 100;

/** So many runs of a model in an environment are kept. */
export const mostRuns = 20;

export function failuresOf(layer: string, environment: string): string {
  return `${failuresFolder}/${layer}/${environment}`;
}

/** The file of one run: names sort by time. */
export function failuresFile(
  model: string,
  layer: string,
  environment: string,
  at: number,
  run: string,
): string {
  const table = model.slice(model.indexOf('.') + 1);
  const time = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  return `${failuresOf(layer, environment)}/${table}/${time}-${run.replaceAll(/[^A-Za-z0-9-]/g, '-')}.parquet`;
}
