import { suggestAudits } from '../../quality/profile/suggest/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { auditFacts } from '../profile/audit-facts.ts';
import { measureNow } from '../profile/gather-profile.ts';
import { withStanding } from '../profile/with-standing.ts';
import { suggestedAuditsYaml } from '../views/suggested-audits-text.ts';
import { plural, rows } from '../views/units.ts';
import type { Context } from './context.ts';

export interface SuggestAuditsRequest {
  readonly model: string;
  readonly environment: string | null;
}

/** `lode audit --suggest MODEL`: audits that its rows would pass and that it does not have, as YAML for its header. Writes nothing. */
export function suggestAuditsCommand(context: Context, request: SuggestAuditsRequest): Promise<ExitCode> {
  const { console, options, host } = context;
  return withStanding(context, request, async (standing) => {
    const { open, entry, owner } = standing;
    const profile = standing.recorded?.profile ?? (await measureNow(context, standing, false)).profile;
    const facts = await auditFacts(standing, profile, host.clock.now());
    const model = open.project.models.find(({ name }) => name.toLowerCase() === entry.name.toLowerCase());
    const suggestions = suggestAudits(facts, model?.header.audits ?? []);
    if (options.json) {
      const { environment, version } = owner;
      console.document({ formatVersion: '1.0', environment, version, model: entry.name, suggestions });
      return exitCodes.done;
    }
    const of = `${entry.name} in ${owner.environment}, version ${owner.version}, ${rows(profile.rows)}`;
    if (suggestions.length === 0) {
      console.say(
        `Nothing to suggest: ${of} show nothing that is not audited already, or are too few to tell.`,
      );
      return exitCodes.done;
    }
    console.say(
      `${plural(suggestions.length, 'audit')} that all rows pass (${of}). Keep those that must hold, in the header of ${model?.file.path ?? 'the model'}:`,
    );
    console.result(suggestedAuditsYaml(suggestions));
    return exitCodes.done;
  });
}
