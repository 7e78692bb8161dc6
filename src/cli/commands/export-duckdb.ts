import type { ExitCode } from '../exit.ts';
import type { Context } from './context.ts';
export interface ExportDuckdbOptions {
  readonly file: string;
  readonly names: readonly string[];
  readonly environment: string | null;
  readonly version: string | null;
  readonly includePersonal: boolean;
}
export async function exportDuckdbCommand(_: Context, __: ExportDuckdbOptions): Promise<ExitCode> {
  return 1;
}
