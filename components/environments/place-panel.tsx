import Link from 'next/link';
import { DELIVERY_NAMES } from '@/components/schedules/delivery-text';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import type { EnvironmentDetail } from '@/lib/environments/queries';
import { QUEUE_FIELDS, QUEUES } from '@/lib/targets/environment-queues';

/** Where an environment is, and as whom Rota acts there. */
export function PlacePanel({ environment }: { environment: EnvironmentDetail }) {
  const { id, accountId, region, groupName, roleArn, externalId, schedules, disabledAt } = environment;
  const { dispatchRoleArn, defaultDelivery, keepAnswers, production } = environment;
  return (
    <Panel title="Where it is">
      <Facts
        facts={[
          { label: 'Account', value: accountId, mono: true },
          { label: 'Region', value: region },
          { label: 'Group', value: groupName, mono: true },
          roleArn
            ? { label: 'Role', value: roleArn, mono: true }
            : { label: 'Acts as', value: 'Rota’s own credentials' },
          externalId === null ? null : { label: 'External id', value: externalId, mono: true },
          ...QUEUE_FIELDS.map((field) => {
            const arn = environment[field];
            return arn === null ? null : { label: QUEUES[field].label, value: arn, mono: true };
          }),
          dispatchRoleArn === null ? null : { label: 'Posting role', value: dispatchRoleArn, mono: true },
          { label: 'New schedules', value: DELIVERY_NAMES[defaultDelivery] },
          {
            label: 'Answers of targets',
            value: (keepAnswers ?? !production) ? 'Kept with runs' : 'Not kept',
          },
          {
            label: 'Schedules',
            value: <Link href={`/schedules?environment=${id}`}>{schedules.toLocaleString('en')}</Link>,
          },
          disabledAt && { label: 'Disabled', value: <Time at={disabledAt} /> },
        ]}
      />
      {environment.fromVariables && (
        <p className="muted">
          It comes from the variables of Rota’s processes: name, place, queues, the role that posts, the
          default delivery and the mark of production are changed there.
        </p>
      )}
      {disabledAt && (
        <p className="muted">
          Rota makes no calls there and takes no changes. What is in AWS stays as it is and goes on running.
        </p>
      )}
    </Panel>
  );
}
