import { partitionOf } from '@/lib/aws/inventory';
import { NOTHING_TOLD } from '@/lib/aws/send/answer';
import { watchTasks } from '@/lib/aws/send/tasks';
import { stopTasks } from '@/lib/aws/send/tasks-stop';
import { db } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import type { Environment } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';
import { awsName } from '@/lib/sync/plan';
import { type StoredSecrets, type WebhookTarget, webhookSecrets } from '@/lib/webhooks/stored';
import { type Answer, notCalled } from '../answer';
import { deliver, type Stored } from '../deliver';
import type { Claimed, ClaimedTarget } from './claim';

/** Makes one attempt of a claimed run, or looks after its tasks: what the deliveries of an environment are given. */
export const attemptIn =
  (environmentId: string) =>
  async (claimed: Claimed): Promise<Answer> => {
    const { target } = claimed;
    if (target === null) throw new Error(`Run ${claimed.runId} has no target.`);
    const environment = await environmentOf(environmentId);
    if (!environment)
      return claimed.step === 'watch'
        ? { outcome: 'running', tasks: claimed.tasks, ...NOTHING_TOLD }
        : notCalled('Rota could not read its own settings, so nothing was sent.');
    if (claimed.step === 'watch') {
      if (claimed.tasks.length === 0)
        return { ...NOTHING_TOLD, outcome: 'unanswered', reason: NOT_CALLED_BACK };
      if (claimed.stopping !== null) await stopAgain(claimed, claimed.stopping, target.arn, environment);
      return watchTasks(
        {
          clusterArn: target.arn,
          tasks: claimed.tasks,
          count: claimed.tasksAsked ?? claimed.tasks.length,
          ageMs: claimed.now.getTime() - (claimed.attemptAt ?? claimed.now).getTime(),
        },
        environment,
      );
    }
    return deliver(storedOf(claimed, target, environment), {
      access: environment,
      key: encryptionKey(),
      keepsAnswers: environment.keepAnswers ?? !environment.production,
      pass: claimed.pass,
      webhook: () => secretsOf(claimed.targetId, target),
    });
  };

/** What waits for a call-back is looked at again when that is due. */
const NOT_CALLED_BACK = 'It never called back, so nobody knows what became of it.';

/** Null where the database does not answer just now. */
async function secretsOf(
  targetId: string,
  claimed: WebhookTarget,
): Promise<StoredSecrets | 'changed' | null> {
  try {
    return await webhookSecrets(targetId, claimed);
  } catch (error) {
    log.error({ err: error, targetId }, 'the secrets of a webhook could not be read');
    return null;
  }
}

/** Whoever had them stopped may have been cut off before ECS was told; to be told again changes nothing. */
async function stopAgain(
  { runId, tasks }: Claimed,
  stopping: string,
  clusterArn: string,
  environment: Environment,
) {
  const problems = await stopTasks(environment, clusterArn, tasks, stopping);
  if (problems.length > 0) log.warn({ run: runId, problems }, 'tasks could not be stopped');
}

/** Null where the database does not answer just now. */
async function environmentOf(id: string): Promise<Environment | null> {
  try {
    return await db().environment.findUniqueOrThrow({ where: { id } });
  } catch (error) {
    log.error({ err: error, environmentId: id }, 'an attempt was not made');
    return null;
  }
}

/** Repeats are one call to services that know tokens, until the work itself failed or a person asks for it again. */
const tokenOf = ({ runId, attemptsBefore, workFailures }: Claimed): string =>
  `${runId}-${attemptsBefore}-${workFailures}`;

function storedOf(claimed: Claimed, target: ClaimedTarget, environment: Environment): Stored {
  const { runId, scheduleId, targetId, nominalAt, attempt, attemptsBefore, changedInput } = claimed;
  return {
    ...target,
    runId,
    scheduleId,
    nominalAt,
    attempt: attempt - attemptsBefore,
    attemptsBefore,
    input: changedInput ?? target.input,
    timeoutMs: target.timeoutSeconds * 1_000,
    token: tokenOf(claimed),
    scheduleArn: scheduleArn(environment, awsName(scheduleId, targetId)),
  };
}

const scheduleArn = ({ region, accountId, groupName }: Environment, name: string): string =>
  `arn:${partitionOf(region)}:scheduler:${region}:${accountId}:schedule/${groupName}/${name}`;
