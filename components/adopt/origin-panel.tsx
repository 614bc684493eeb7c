import { RefreshEvery } from '@/components/bulk/refresh-every';
import { Chip } from '@/components/ui/chip';
import { type Fact, Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { OriginView } from '@/lib/adopt/views';
import { OriginActs } from './origin-acts';
import { isAtRest, STEP_LOOKS } from './step-looks';
import { TerraformBlock } from './terraform-block';

/** Where a schedule comes from, how its original stands, and what can be done about it. */
export function OriginPanel({ origin, mayAct }: { origin: OriginView; mayAct: boolean }) {
  const { arn, byName, at, checkedAt, step, error, terraform, alarmAt } = origin;
  const { label, tone, icon, text } = STEP_LOOKS[step];
  const facts: (Fact | null)[] = [
    { label: 'From', value: arn, mono: true },
    { label: 'By', value: byName },
    { label: 'On', value: <Time at={at} /> },
    checkedAt && step === 'adopted'
      ? { label: 'Original checked', value: <RelativeTime at={checkedAt} /> }
      : null,
  ];
  return (
    <Panel
      title="Taken over from AWS"
      aside={
        <Chip tone={error || alarmAt ? 'bad' : tone} icon={icon}>
          {alarmAt ? 'Enabled again' : label}
        </Chip>
      }
    >
      {!isAtRest(origin) && <RefreshEvery milliseconds={2_000} />}
      {!alarmAt && <p className={error ? 'banner tone-bad' : 'muted'}>{error ?? text}</p>}
      <Facts facts={facts} />
      <details>
        <summary>For Terraform</summary>
        <TerraformBlock text={terraform} />
      </details>
      {mayAct && <OriginActs origin={origin} />}
    </Panel>
  );
}

/** Says at the top of a schedule that its original runs. */
export function OriginAlarm({ origin: { alarmAt, runsTwice, original } }: { origin: OriginView }) {
  if (!alarmAt) return null;
  return (
    <p className="banner tone-bad" role="alert">
      <span>
        <strong>{runsTwice ? 'It runs twice: ' : 'Its original runs: '}</strong>
        the {original}, which this schedule was taken over from, was found enabled again{' '}
        <RelativeTime at={alarmAt} />. An administrator decides: disable the original, or give the schedule
        back.
      </span>
    </p>
  );
}
