import type { Lease } from '../../environment/index.ts';

/** Who is at work on an environment, in a line. */
export function holderText({ environment, holder, command, since }: Lease): string {
  return `${holder.user} on ${holder.host} is at work on ${environment}: ${command}, process ${holder.pid}, since ${since}`;
}
