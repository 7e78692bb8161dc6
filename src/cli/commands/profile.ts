import { type ExitCode, exitCodes } from '../exit.ts';
import { gatherProfile, type ProfileRequest } from '../profile/gather-profile.ts';
import { profileOfColumn, profileOverview, profileSideBySide } from '../views/profile-text.ts';
import type { Context } from './context.ts';

/** `lode profile MODEL`: what its columns are like, now and in the versions before. */
export async function profileCommand(context: Context, request: ProfileRequest): Promise<ExitCode> {
  const { console, options } = context;
  const found = await gatherProfile(context, request);
  if (options.json) console.document({ formatVersion: '1.0', ...found });
  else if (request.columns.length === 0) console.result(profileOverview(found, console.width, console.style));
  else if (request.columns.length === 1) console.result(profileOfColumn(found, console.width, console.style));
  else console.result(profileSideBySide(found, request.columns, console.width, console.style));
  return exitCodes.done;
}
