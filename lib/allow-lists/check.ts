import { allows } from '@/lib/command';
import type { Context } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { type FieldError, RotaError } from '@/lib/errors';
import type { LoadedSchedule } from '@/lib/schedules/load';
import { commandOverrides, overrideProblem } from '@/lib/targets/overrides';
import { openInput } from '@/lib/targets/secrets';
import { aimsOf } from './aims';
import { allEntries } from './entries';
import { aimProblem } from './refusal';

type Target = LoadedSchedule['targets'][number];

/**
 * Holds what a change makes of a schedule's targets to the allow-lists, and their overrides to what its author may. It is
 * called once the change is written, in its transaction. A target whose ARNs, role and place stay as they were is not
 * refused again, so a list that is tightened never blocks a change of something else; neither is a command, nor an
 * override of a task's role while the whole input and the ARN stay.
 * @param before the schedule as it was; null of a new one. One that was deleted comes back as if it were new.
 * @throws RotaError invalid, or forbidden of a command that its author may not override, each with one message a field
 *   (`schedule.targets.0.roleArn`)
 */
export async function assertAims(
  tx: Tx,
  context: Context,
  before: LoadedSchedule | null,
  after: LoadedSchedule,
): Promise<void> {
  if (after.state === 'deleted') return;
  const moved = before?.teamId !== after.teamId;
  const earlierOf = ({ id }: Target) => (moved ? undefined : before?.targets.find((one) => one.id === id));
  const problems: FieldError[] = [];
  const fresh = after.targets.map((target) => {
    const earlier = before?.state === 'deleted' ? undefined : earlierOf(target);
    return !earlier || aimsText(earlier) !== aimsText(target);
  });
  if (fresh.includes(true)) problems.push(...(await listProblems(tx, context, after, fresh)));
  for (const [index, target] of after.targets.entries()) {
    const message = overrideProblem(opened(target));
    const earlier = earlierOf(target);
    if (message && !(earlier && JSON.stringify(opened(earlier)) === JSON.stringify(opened(target))))
      problems.push({ path: `${PATH}.${index}.input`, message });
  }
  if (problems.length > 0) throw refused('invalid', problems);
  const commands = after.targets.flatMap((target, index) => {
    const wanted = commandOverrides(opened(target));
    const earlier = earlierOf(target);
    const kept = wanted === null || (earlier && commandOverrides(opened(earlier)) === wanted);
    return kept ? [] : [{ path: `${PATH}.${index}.input`, message: COMMAND }];
  });
  const where = { teamId: after.teamId, environmentId: after.environmentId };
  if (commands.length > 0 && !allows(context.actor, 'target.override-command', where))
    throw refused('forbidden', commands);
}

const PATH = 'schedule.targets';

const COMMAND =
  'The input has a container run another command, which needs the right “Override commands” here. Leave the command out, or ask an administrator of Rota for the right.';

const aimsText = (target: Target): string => JSON.stringify(aimsOf(target, null));

const opened = ({ arn, input, secretFields }: Target) => ({
  arn,
  input: input === null ? null : openInput(input, secretFields, encryptionKey()),
});

/** What the lists say against those of a schedule's targets that are new or changed. */
async function listProblems(
  tx: Tx,
  { actor }: Context,
  { teamId, environmentId, team, targets }: LoadedSchedule,
  fresh: readonly boolean[],
): Promise<FieldError[]> {
  const { name, deadLetterQueueArn } = await tx.environment.findUniqueOrThrow({
    where: { id: environmentId },
  });
  const entries = (await allEntries(tx)).map((entry) => {
    const readable = entry.teamId !== null && allows(actor, 'schedule.read', { teamId: entry.teamId });
    return readable ? entry : { ...entry, team: null };
  });
  const where = { teamId, environmentId, team: team.name, environment: name };
  return targets.flatMap((target, index) =>
    aimsOf(target, deadLetterQueueArn).flatMap(({ field, arn }) => {
      const message = fresh[index] ? aimProblem(entries, where, field, arn) : null;
      return message ? [{ path: `${PATH}.${index}.${field}`, message }] : [];
    }),
  );
}

function refused(code: 'invalid' | 'forbidden', fields: FieldError[]): RotaError {
  const messages = fields.map(({ path, message }) => `Target ${Number(path.split('.')[2]) + 1}: ${message}`);
  return new RotaError(code, code === 'invalid' ? 422 : 403, messages.join(' '), { fields });
}
