import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ObjectStoreSettings } from '../../src/files/index.ts';
import type { Need } from './needs.ts';

const venv = fileURLToPath(new URL('../../.venv', import.meta.url));
const script = fileURLToPath(new URL('../../scripts/object-store.py', import.meta.url));

export const needsObjectStore: Need = {
  what: 'an S3 server in .venv (scripts/python-venv.sh makes it)',
  present:
    existsSync(`${venv}/lib`) &&
    readdirSync(`${venv}/lib`).some((name) => existsSync(`${venv}/lib/${name}/site-packages/moto/server.py`)),
};

/** An S3 server in a process of its own, on loopback. */
export interface ObjectStore {
  readonly endpoint: string;
  /** What a process needs in its environment to reach it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Starts a server with a bucket `lake`; close it. */
export function startObjectStore(authenticate = false): Promise<ObjectStore> {
  const child = spawn(`${venv}/bin/python`, [script, ...(authenticate ? ['--authenticate'] : []), 'lake'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the object store ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const { endpoint, accessKeyId, secretAccessKey } = JSON.parse(line) as Record<string, string>;
      resolve({
        endpoint: endpoint!,
        variables: variablesOf(endpoint!, accessKeyId!, secretAccessKey!),
        close: () => {
          child.stdin.end();
          return ended;
        },
      });
    });
  });
}

/** Never AWS's own chain: a test asks no machine for its role. */
export function variablesOf(endpoint: string, accessKeyId: string, secretAccessKey: string) {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    // For delta-rs.
    AWS_ALLOW_HTTP: 'true',
    AWS_CONDITIONAL_PUT: 'etag',
  };
}

export function settingsOf(
  store: Pick<ObjectStore, 'variables'>,
  cacheFolder: string,
  tuning: ObjectStoreSettings['tuning'] = {},
): ObjectStoreSettings {
  const { variables } = store;
  return { endpoint: null, region: null, pathStyle: null, variables, cacheFolder, cacheBytes: 1e9, tuning };
}
