import type { AwsTarget } from '@/lib/aws/scheduler';
import { parse } from '@/lib/command';
import { encryptionKey } from '@/lib/encryption-key';
import type { Place } from '@/lib/targets/arn';
import { jsonOf, jsonProblem } from '@/lib/targets/fields';
import { targetFromAws } from '@/lib/targets/from-aws';
import { KINDS } from '@/lib/targets/registry';
import { targetInput } from '@/lib/targets/schema';
import { sealInput } from '@/lib/targets/secrets';

/**
 * A target that only AWS has, as it is stored. Nobody knows any more which of its input was secret, so all of it is.
 * @throws RotaError invalid, where Rota may not keep it
 */
export function targetOf(theirs: AwsTarget, place: Place) {
  const found = targetFromAws(theirs, place);
  const secretFields = typeof found.input === 'string' ? fieldsIn(found.input) : [];
  const input = parse(targetInput(place), { ...found, secretFields });
  const { kind, arn, roleArn, retryAttempts, maxAgeSeconds, deadLetterArn, safeToRepeat } = input;
  return {
    kind,
    arn,
    roleArn,
    settings: KINDS[kind].settings(input),
    input: input.input === null ? null : sealInput(input.input, secretFields, encryptionKey()),
    secretFields,
    retryAttempts,
    maxAgeSeconds,
    deadLetterArn,
    safeToRepeat,
  };
}

/** JSON pointers (RFC 6901) to the outermost fields of an input; none of what is no JSON. */
function fieldsIn(input: string): string[] {
  if (jsonProblem(input)) return [];
  const value = jsonOf(input);
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
