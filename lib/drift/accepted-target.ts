import type { AwsTarget } from '@/lib/aws/scheduler';
import { parse } from '@/lib/command';
import type { Tx } from '@/lib/db';
import { cancelOwnInputs } from '@/lib/dispatch/own-inputs';
import { encryptionKey } from '@/lib/encryption-key';
import { invalid } from '@/lib/errors';
import type { Target } from '@/lib/generated/prisma/client';
import { isSentAsBefore } from '@/lib/schedules/write';
import type { Place } from '@/lib/targets/arn';
import { targetFromAws } from '@/lib/targets/from-aws';
import { spansAt } from '@/lib/targets/json-spans';
import { KINDS } from '@/lib/targets/registry';
import { targetInput } from '@/lib/targets/schema';
import { sealInput } from '@/lib/targets/secrets';

/**
 * Makes a target what AWS has; its secret fields stay secret, and what AWS does not know of its kind stays as it is. Runs
 * with an input of their own are cancelled where it calls something else from now on.
 * @throws RotaError invalid, where Rota may not keep it, or could not tell which of its input is secret
 */
export async function acceptTarget(tx: Tx, before: Target, theirs: AwsTarget, place: Place): Promise<void> {
  const { id, secretFields } = before;
  const inAws = targetFromAws(theirs, place);
  const own = inAws.kind === before.kind ? (before.settings as object) : {};
  const input = parse(targetInput(place), { ...own, ...inAws, secretFields });
  const found = new Set(spansAt(input.input ?? '', secretFields).map(({ pointer }) => pointer));
  const lost = secretFields.find((pointer) => !found.has(pointer));
  if (lost !== undefined)
    throw invalid([
      {
        path: '',
        message: `In AWS the input has no ${lost} any more, so Rota can't tell what of it is secret. Restore ours and edit the input here.`,
      },
    ]);
  const { kind, arn, roleArn, retryAttempts, maxAgeSeconds, deadLetterArn } = input;
  const sealed = input.input === null ? null : sealInput(input.input, secretFields, encryptionKey());
  const settings = KINDS[kind].settings(input);
  const data = { kind, arn, roleArn, settings, input: sealed, retryAttempts, maxAgeSeconds, deadLetterArn };
  await tx.target.update({ where: { id }, data });
  if (!isSentAsBefore(before, data)) await cancelOwnInputs(tx, [id]);
}
