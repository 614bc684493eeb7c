'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/environments/actions';
import { Failure } from '@/components/form/failure';
import { useForm } from '@/components/form/use-form';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Panel } from '@/components/ui/panel';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { EnvironmentDetail } from '@/lib/environments/queries';
import type { Delivery } from '@/lib/targets/delivery';
import { QUEUE_FIELDS, QUEUES, type QueueField } from '@/lib/targets/environment-queues';
import { DeliveryFields } from './delivery-fields';

type Entries = {
  name: string;
  accountId: string;
  region: string;
  groupName: string;
  production: boolean;
  roleArn: string;
  dispatchRoleArn: string;
  defaultDelivery: Delivery;
  keepAnswers: boolean | null;
} & Record<QueueField, string>;

/** In the order of the form. */
const EMPTY: Entries = {
  name: '',
  production: false,
  accountId: '',
  region: '',
  groupName: 'rota',
  roleArn: '',
  dispatchQueueArn: '',
  deadLetterQueueArn: '',
  taskEventQueueArn: '',
  dispatchRoleArn: '',
  defaultDelivery: 'direct',
  keepAnswers: null,
};

const entriesOf = ({
  name,
  accountId,
  region,
  groupName,
  production,
  roleArn,
  dispatchQueueArn,
  deadLetterQueueArn,
  taskEventQueueArn,
  dispatchRoleArn,
  defaultDelivery,
  keepAnswers,
}: EnvironmentDetail): Entries => ({
  name,
  accountId,
  region,
  groupName,
  production,
  roleArn: roleArn ?? '',
  dispatchQueueArn: dispatchQueueArn ?? '',
  deadLetterQueueArn: deadLetterQueueArn ?? '',
  taskEventQueueArn: taskEventQueueArn ?? '',
  dispatchRoleArn: dispatchRoleArn ?? '',
  defaultDelivery,
  keepAnswers,
});

const QUEUE_HINTS: Record<QueueField, string> = {
  dispatchQueueArn:
    'For runs that Rota delivers itself: EventBridge Scheduler posts their times into it. The Terraform of the next page makes it.',
  deadLetterQueueArn:
    'Offered to each new target: it receives what could not be delivered. The Terraform makes it too.',
  taskEventQueueArn:
    'For exit codes of ECS tasks that EventBridge Scheduler starts itself: a rule of EventBridge tells of their ends there. The Terraform makes both where it is given clusters.',
};

const queueExample = (field: QueueField, { accountId, region }: Entries) =>
  `arn:aws:sqs:${region.trim() || 'eu-west-1'}:${accountId.trim() || '123456789012'}:${QUEUES[field].example}`;

/** Adds an environment, or changes the one that is given. */
export function EnvironmentForm({ environment }: { environment?: EnvironmentDetail }) {
  const router = useRouter();
  const toast = useToast();
  const [entries, setEntries] = useState(environment ? entriesOf(environment) : EMPTY);
  const change = (fields: Partial<Entries>) => setEntries({ ...entries, ...fields });
  const kept = environment !== undefined && environment.schedules > 0;
  const { busy, problems, failure, form } = useForm({
    fields: Object.keys(EMPTY),
    within: 'environment',
    send: () =>
      environment
        ? actions.update({ id: environment.id, version: environment.version, environment: entries })
        : actions.create(entries),
    done: ({ id }) => {
      toast({ message: `${entries.name.trim()} is saved. Check it now.`, tone: 'good' });
      router.push(`/environments/${id}`);
    },
    leaves: true,
  });
  const text = (name: Exclude<keyof Entries, 'production' | 'defaultDelivery' | 'keepAnswers'>) => ({
    name,
    value: entries[name],
    onChange: (value: string) => change({ [name]: value }),
    error: problems[name],
    autoComplete: 'off',
  });
  const suggested = /^\d{12}$/.test(entries.accountId.trim())
    ? `arn:aws:iam::${entries.accountId.trim()}:role/rota-app`
    : 'arn:aws:iam::123456789012:role/rota-app';
  return (
    <form {...form} className="page-form" aria-label="Environment">
      <Alive>
        <Failure>{failure}</Failure>
        <Panel title="What it is">
          <div className="stack">
            <TextField {...text('name')} label="Name" placeholder="Payments, Ireland" required />
            <Checkbox
              name="production"
              label="This is production"
              checked={entries.production}
              onChange={(production) => change({ production })}
              hint="Its schedules carry the mark PROD on every page, and so does every dialog that changes them."
            />
          </div>
        </Panel>
        <Panel title="Where it is">
          <div className="stack">
            {kept && <p className="muted">Schedules are kept here, so it stays where it is.</p>}
            <div className="field-pair">
              <TextField
                {...text('accountId')}
                label="AWS account"
                inputMode="numeric"
                disabled={kept}
                required
                mono
              />
              <TextField
                {...text('region')}
                label="Region"
                placeholder="eu-west-1"
                disabled={kept}
                required
                mono
              />
            </div>
            <TextField
              {...text('groupName')}
              label="Schedule group"
              hint="Rota’s own in EventBridge Scheduler: nothing outside it is touched."
              disabled={kept}
              required
              mono
            />
          </div>
        </Panel>
        <Panel title="As whom Rota acts there">
          <TextField
            {...text('roleArn')}
            label="Role ARN"
            placeholder={suggested}
            hint={`Rota assumes it with an external id that it makes up. The Terraform of the next page makes ${suggested}. Empty: Rota’s own credentials, for its own account.`}
            mono
          />
        </Panel>
        <Panel title="Its queues">
          <div className="stack">
            {QUEUE_FIELDS.map((field) => (
              <TextField
                key={field}
                {...text(field)}
                label={`${QUEUES[field].label} ARN (optional)`}
                placeholder={queueExample(field, entries)}
                hint={QUEUE_HINTS[field]}
                mono
              />
            ))}
          </div>
        </Panel>
        <DeliveryFields entries={entries} onChange={change} problems={problems} />
        <div className="form-bar">
          <ButtonLink href={environment ? `/environments/${environment.id}` : '/environments'}>
            Cancel
          </ButtonLink>
          <Button type="submit" variant="primary" busy={busy}>
            {environment ? 'Save' : 'Add the environment'}
          </Button>
        </div>
      </Alive>
    </form>
  );
}
