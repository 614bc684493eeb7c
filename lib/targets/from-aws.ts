import { isDeepStrictEqual } from 'node:util';
import type { AwsTarget } from '@/lib/aws/scheduler';
import type { Place } from './arn';
import { BLOCKS } from './kinds/other-parameters';
import { KIND_NAMES, KINDS, type Kind } from './registry';
import { targetInput } from './schema';

/** What EventBridge Scheduler does where a target says nothing of retries (RetryPolicy, API reference). */
const AWS_RETRY = { retryAttempts: 185, maxAgeSeconds: 86_400 } as const;

/**
 * A target of AWS as `targetInput(place)` takes it: of the most telling kind that keeps all of it, else `other`. Whether
 * it is allowed is for `targetInput` to say.
 */
export function targetFromAws(target: AwsTarget, place: Place): { kind: Kind } & Record<string, unknown> {
  const common = {
    arn: target.Arn,
    roleArn: target.RoleArn,
    input: target.Input ?? null,
    retryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? AWS_RETRY.retryAttempts,
    maxAgeSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? AWS_RETRY.maxAgeSeconds,
    deadLetterArn: target.DeadLetterConfig?.Arn ?? null,
  };
  const schema = targetInput(place);
  for (const kind of KIND_NAMES) {
    const own = KINDS[kind].fromAws(target);
    const fields = own && { kind, ...common, ...own };
    if (fields && keepsAll(target, schema.safeParse(fields).data)) return fields;
  }
  return { kind: 'other', ...common, ...KINDS.other.fromAws(target) };
}

function keepsAll(target: AwsTarget, input: { kind: Kind } | undefined): boolean {
  if (!input) return false;
  const { toAws, settings } = KINDS[input.kind];
  return isDeepStrictEqual(parameters(toAws(settings(input))), parameters(target));
}

/** The blocks of parameters with AWS's defaults written out, so that two that do the same are equal. */
const parameters = (target: Partial<AwsTarget>) =>
  Object.fromEntries(
    Object.values(BLOCKS).map((block) => [
      block,
      block === 'EcsParameters' ? withDefaults(target.EcsParameters) : target[block],
    ]),
  );

/** Defaults of RunTask (Amazon ECS API reference). */
function withDefaults(task: AwsTarget['EcsParameters']) {
  const vpc = task?.NetworkConfiguration?.awsvpcConfiguration;
  return (
    task && {
      EnableECSManagedTags: false,
      EnableExecuteCommand: false,
      TaskCount: 1,
      ...task,
      NetworkConfiguration: vpc && { awsvpcConfiguration: { AssignPublicIp: 'DISABLED', ...vpc } },
    }
  );
}
