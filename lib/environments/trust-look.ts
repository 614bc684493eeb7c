import { partitionOf } from '@/lib/aws/inventory';
import type { Iam } from '@/lib/aws/role-check';
import { admits } from '@/lib/aws/role-check-trust';
import type { EnvironmentRow } from './bootstrap';
import { bad, type Finding, type Looks, ok } from './findings';

type Group = Pick<EnvironmentRow, 'accountId' | 'region' | 'groupName'>;

/** Whether a role is there and lets EventBridge Scheduler in for the group of an environment, as its trust policy says. */
export function schedulerTrust(
  arn: string,
  { accountId, region, groupName }: Group,
  iam: Iam,
  looks: Looks,
): Promise<Finding> {
  const subject = `Role ${arn.split('/').at(-1)}`;
  const sourceArn = `arn:${partitionOf(region)}:scheduler:${region}:${accountId}:schedule-group/${groupName}`;
  return looks.find(subject, async (signal) => {
    const trust = await iam.trustOf(arn, signal);
    if (trust === null)
      return bad(
        subject,
        'missing',
        'is not there.',
        'Make it, or choose another: AWS refuses the schedule.',
      );
    const asker = { service: 'scheduler.amazonaws.com', sourceAccount: accountId, sourceArn };
    switch (admits(trust, asker)) {
      case 'yes':
        return ok(subject, 'trusts EventBridge Scheduler.');
      case 'unknown':
        return bad(
          subject,
          'unknown',
          'trusts EventBridge Scheduler under a condition that Rota can not judge.',
        );
      case 'no':
        return bad(
          subject,
          'denied',
          'does not trust EventBridge Scheduler.',
          `Let its trust policy name scheduler.amazonaws.com, with aws:SourceArn ${sourceArn}.`,
        );
    }
  });
}

/** Whether Rota's worker may become a role: each delivery through Rota is made in the role of its target. */
export function workerTrust(arn: string, worker: Promise<string>, iam: Iam, looks: Looks): Promise<Finding> {
  const subject = `Role ${arn.split('/').at(-1)}`;
  return looks.find(subject, async (signal) => {
    const [trust, principalArn] = await Promise.all([iam.trustOf(arn, signal), worker]);
    if (trust === null)
      return bad(subject, 'missing', 'is not there.', 'Make it, or choose another: every run fails.');
    switch (admits(trust, { principalArn })) {
      case 'yes':
        return ok(subject, 'trusts Rota’s worker.');
      case 'unknown':
        return bad(
          subject,
          'unknown',
          'leaves it to a condition, or to another policy, whether it trusts Rota’s worker.',
        );
      case 'no':
        return bad(
          subject,
          'denied',
          'does not trust Rota’s worker.',
          `Let its trust policy name ${principalArn}, for sts:AssumeRole.`,
        );
    }
  });
}
