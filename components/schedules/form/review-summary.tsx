import type { ReactNode } from 'react';
import { DELIVERY_NAMES } from '@/components/schedules/delivery-text';
import type { FormPlace } from '@/components/targets/fields';
import { afterRetries, retryText } from '@/components/targets/retry-text';
import { targetName } from '@/components/targets/target-name';
import { Icon } from '@/components/ui/icon';
import type { FollowableCalendar } from '@/lib/calendars/queries';
import type { ScheduleForm } from '@/lib/schedules/form';
import type { TeamNames } from '@/lib/schedules/review';
import type { Delivery } from '@/lib/targets/delivery';
import type { TargetForm } from '@/lib/targets/form';
import { KINDS } from '@/lib/targets/registry';
import styles from './form.module.css';
import { policiesText } from './policies-fields';
import { Section } from './section';

type ReviewSummaryProps = {
  form: ScheduleForm;
  teams: TeamNames;
  calendars: readonly FollowableCalendar[];
  gates: FormPlace['gates'];
};

/** A new schedule at a glance. */
export function ReviewSummary({ form, teams, calendars, gates }: ReviewSummaryProps) {
  const { name, owner, description, tags, timing, startLocal, endLocal, targets } = form;
  const bounds =
    timing.mode === 'once'
      ? []
      : [startLocal && `from ${day(startLocal)}`, endLocal && `until ${day(endLocal)}`];
  return (
    <>
      <Section title="What is saved">
        <dl className={styles.summaryList}>
          <Entry name="Name">{name.trim()}</Entry>
          <Entry name="Team">{teams.find(({ id }) => id === form.teamId)?.name}</Entry>
          <Entry name="Owner">{owner.trim()}</Entry>
          <Entry name="Description">{description.trim()}</Entry>
          <Entry name="Delivery">
            {form.delivery === 'through' && `${DELIVERY_NAMES.through}. ${policiesText(form)}`}
            {form.delivery === 'direct' && DELIVERY_NAMES.direct}
          </Entry>
          <Entry name="Tags">{tags.join(', ')}</Entry>
          <Entry name="Runs only">{bounds.filter(Boolean).join(' ')}</Entry>
          <Entry name="Does not run on">
            {calendars
              .filter(({ id }) => form.calendarIds.includes(id))
              .map((calendar) => calendar.name)
              .join(', ')}
          </Entry>
        </dl>
      </Section>
      <Section title={targets.length === 1 ? 'What runs' : `What runs: ${targets.length} targets`}>
        <ol className={styles.reviewTargets}>
          {targets.map((target) => (
            <TargetSummary
              key={target.key}
              target={target}
              delivery={form.delivery}
              gate={gates.find(({ id }) => id === target.gateId)?.name}
            />
          ))}
        </ol>
      </Section>
    </>
  );
}

type TargetSummaryProps = { target: TargetForm; delivery: Delivery; gate: string | undefined };

function TargetSummary({ target, delivery, gate }: TargetSummaryProps) {
  const { label, icon } = KINDS[target.kind];
  return (
    <li>
      <Icon name={icon} />
      <div>
        <p>
          {label} <strong>{targetName(target)}</strong>
        </p>
        <p className="muted small-text">
          <span className="mono">{target.arn.trim()}</span>
        </p>
        <p className="muted small-text">
          {retryText(target)}
          {afterRetries(delivery, target.deadLetterArn.trim().split(':').at(-1) ?? '')}
          {' · '}
          {target.input.trim() ? `Input of ${target.input.length} characters` : 'No input'}
          {target.secretFields.length > 0 && `, ${target.secretFields.length} secret`}
          {gate && ` · Behind the gate ${gate}`}
        </p>
      </div>
    </li>
  );
}

function Entry({ name, children }: { name: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const day = (local: string) => local.replace('T', ' ');
