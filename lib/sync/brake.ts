import type { AwsObserved, AwsRequest } from '@/lib/aws/scheduler';
import { requestFrom } from './drift';
import { periodOf } from './normal-form';
import { ownerMark, readOwnerMark } from './owner-mark';
import type { Work } from './put';
import { assertWritable } from './recovery';
import { known } from './sent';

/**
 * Switches off what somebody else changed in AWS, says so in Rota's mark, and changes nothing else of it: where a person has paused, disabled
 * or frozen it since. Off needs no decision about the rest.
 * @returns what AWS then has; null where there was nothing to switch
 */
export async function switchOff(
  work: Work,
  wanted: AwsRequest,
  observed: AwsObserved,
): Promise<AwsObserved | null> {
  if (wanted.State !== 'DISABLED' || observed.State !== 'ENABLED') return null;
  const applied = (await known(wanted.Name))?.generation ?? 0;
  if (!work.frozen && applied >= work.generation) return null;
  await assertWritable(work.environmentId);
  const { installationId } = work;
  const name = observed.Description ?? '';
  const mark = readOwnerMark(observed) ?? { installationId, generation: applied, name };
  await work.scheduler.update({
    ...withoutPastStart(observed, work.now),
    Description: ownerMark({ ...mark, off: true }),
    State: 'DISABLED',
  });
  return work.scheduler.get(wanted.GroupName, wanted.Name);
}

/** AWS refuses a start more than five minutes old, on update too. A rate's is its anchor: it moves on in whole steps. */
function withoutPastStart(observed: AwsObserved, now: Date): AwsRequest {
  const request = requestFrom(observed);
  const { StartDate, ...rest } = request;
  if (!StartDate || StartDate > now) return request;
  const period = periodOf(request.ScheduleExpression);
  if (period === null) return rest as AwsRequest;
  const step = period * 1000;
  const passed = Math.floor((now.getTime() - StartDate.getTime()) / step) + 1;
  return { ...request, StartDate: new Date(StartDate.getTime() + passed * step) };
}
