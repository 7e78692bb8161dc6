import type { SourceFile } from '../text/index.ts';
import { keySpanOf } from './forms/place.ts';
import type { ProjectForm } from './forms/project-form.ts';
import type { Hook, Hooks, OpenLineageSettings } from './hook.ts';
import type { YamlNode } from './yaml/yaml-node.ts';

/** `on_failure` and `on_success` of project.yml. */
export function hooksOf(file: SourceFile, node: YamlNode, form: ProjectForm): Hooks {
  const of = (key: 'on_failure' | 'on_success') =>
    (form[key] ?? []).map(
      (hook): Hook => ({
        target:
          hook.command === undefined
            ? {
                kind: 'webhook',
                url: hook.webhook!,
                format: hook.format ?? 'json',
                headers: hook.headers ?? {},
              }
            : { kind: 'command', argv: hook.command },
        environments: hook.environments ?? null,
        timeoutSeconds: secondsOf(hook.timeout) ?? (hook.command === undefined ? 10 : 60),
        span: keySpanOf(file, node, key),
      }),
    );
  return { onFailure: of('on_failure'), onSuccess: of('on_success') };
}

/** `openlineage` of project.yml; null where it is not there. */
export function openLineageOf(
  file: SourceFile,
  node: YamlNode,
  form: ProjectForm,
): OpenLineageSettings | null {
  const { openlineage } = form;
  if (openlineage === undefined) return null;
  return {
    url: openlineage.url ?? null,
    endpoint: openlineage.endpoint ?? null,
    apiKey: openlineage.api_key ?? null,
    file: openlineage.file ?? null,
    namespace: openlineage.namespace ?? null,
    timeoutSeconds: secondsOf(openlineage.timeout),
    span: keySpanOf(file, node, 'openlineage'),
  };
}

function secondsOf(text: string | undefined): number | null {
  const match = /^(\d+) (second|minute)/.exec(text ?? '');
  return match === null ? null : Number(match[1]) * (match[2] === 'minute' ? 60 : 1);
}
