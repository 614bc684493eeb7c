'use client';

import { useEffect, useRef, useState } from 'react';
import { ReasonField } from '@/components/form/reason-field';
import { BY_ROTA_ALONE, DELIVERY_TEXTS, deliveryChangeText } from '@/components/schedules/delivery-text';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Difference } from '@/components/ui/difference';
import { Icon } from '@/components/ui/icon';
import type { FollowableCalendar } from '@/lib/calendars/queries';
import type { Finding } from '@/lib/environments/findings';
import type { ScheduleForm } from '@/lib/schedules/form';
import { entersAfter } from '@/lib/schedules/form-timing';
import { REASON_MAX } from '@/lib/schedules/reason';
import { reviewDifferences, type TeamNames } from '@/lib/schedules/review';
import { type PreviewContext, previewTiming } from '@/lib/schedules/timing-preview';
import styles from './form.module.css';
import { GateMeets } from './gate-meets';
import { ReviewRuns } from './review-runs';
import { ReviewSummary } from './review-summary';
import { Section } from './section';
import { stateSentence } from './state-sentence';
import { TargetChecks } from './target-checks';
import type { FormEnvironment, SavedVersion } from './types';

type ReviewProps = {
  form: ScheduleForm;
  teams: TeamNames;
  calendars: readonly FollowableCalendar[];
  context: PreviewContext;
  environment: FormEnvironment;
  /** The stored version that this save would replace. */
  saved: SavedVersion | undefined;
  /** Whose version that is, where it is not the one that was opened. */
  over: string | null;
  /** What AWS has but for Rota's doing. */
  drift: SavedVersion['drift'];
  startPaused: boolean;
  names: Readonly<Record<string, string>>;
  /** Why it is changed, for the history. */
  reason: string;
  onReason: (reason: string) => void;
  busy: boolean;
  onBack: () => void;
  /** What AWS was found to have of the targets. */
  onFound: (findings: Finding[]) => void;
  onSave: () => void;
};

/** What a save would do, before it is done: the difference, the next runs, how many, and how they are delivered. */
export function Review(props: ReviewProps) {
  const { form, teams, calendars, context, environment, saved, over, drift, startPaused, names, busy } =
    props;
  const [now] = useState(() => new Date());
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const preview = previewTiming(form, now, context);
  const differences = saved
    ? reviewDifferences(saved.form, form, { teams, calendars, gates: environment.gates })
    : [];
  const after = entersAfter(form.timing);
  const change = saved && !after ? deliveryChange(saved.form, form) : null;
  const unchanged = saved !== undefined && differences.length === 0;
  return (
    <div className={styles.review}>
      <header className={styles.reviewHead}>
        <h2 ref={title} tabIndex={-1}>
          {saved ? 'Review your changes' : 'Review before saving'}
        </h2>
        {environment.production ? (
          <Chip tone="bad">PROD</Chip>
        ) : (
          <Chip tone="neutral">{environment.name}</Chip>
        )}
        <p className="muted">
          {environment.production && 'This is production. '}
          AWS account {environment.accountId}, {environment.region}.
        </p>
      </header>
      {drift && (
        <p className="banner tone-warn">
          <Icon name="difference" />
          <span>
            <strong>{drift.text}</strong> Saving writes over what AWS has.
          </span>
        </p>
      )}
      {saved ? (
        <Section title={over ? `What changes of ${over}’s version` : 'What changes'}>
          {unchanged ? (
            <p>Nothing: it is stored as you see it.</p>
          ) : (
            <Difference differences={differences} names={names} />
          )}
        </Section>
      ) : (
        <ReviewSummary form={form} teams={teams} calendars={calendars} gates={environment.gates} />
      )}
      {preview.kind === 'right' && (
        <ReviewRuns
          preview={preview}
          now={now}
          targets={form.targets.length}
          window={form.delivery === 'through' ? 0 : Number(form.flexibleMinutes)}
          delivery={form.delivery}
          gated={form.targets.some(({ gateId }) => gateId !== '')}
        />
      )}
      {preview.kind === 'right' && (
        <GateMeets
          gates={environment.gates}
          targets={form.targets}
          timing={preview.timing}
          calendarIds={form.calendarIds}
          scheduleId={saved?.id ?? null}
        />
      )}
      <TargetChecks
        environmentId={environment.id}
        delivery={form.delivery}
        targets={form.targets}
        onFound={props.onFound}
      />
      <Section title="What saving does">
        <ul className={styles.facts}>
          <Fact icon="cloud_upload">{stateSentence(saved?.state, startPaused)}</Fact>
          <Fact icon="send">{after ? BY_ROTA_ALONE : DELIVERY_TEXTS[form.delivery]}</Fact>
          {change && <Fact icon="swap_horiz">{change}</Fact>}
        </ul>
      </Section>
      {saved && (
        <ReasonField
          value={props.reason}
          onChange={props.onReason}
          error={undefined}
          kept="history"
          maxLength={REASON_MAX}
          optional
        />
      )}
      <div className={styles.bar}>
        <Button icon="arrow_back" onClick={props.onBack} disabled={busy}>
          Back
        </Button>
        <Button variant="primary" icon="check" busy={busy} disabled={unchanged} onClick={props.onSave}>
          {saved ? saveText(over !== null, drift !== null) : 'Save schedule'}
        </Button>
      </div>
    </div>
  );
}

/** What becomes of the delivery; null where nothing of it changes, and where AWS had nothing of it. */
const deliveryChange = (before: ScheduleForm, after: ScheduleForm): string | null =>
  entersAfter(before.timing)
    ? null
    : deliveryChangeText(before.delivery, after.delivery, {
        before: before.targets.length,
        after: after.targets.length,
      });

function saveText(over: boolean, drift: boolean): string {
  if (drift) return 'Save over what AWS has';
  return over ? 'Save mine over it' : 'Save changes';
}

function Fact({ icon, children }: { icon: string; children: string }) {
  return (
    <li>
      <Icon name={icon} />
      {children}
    </li>
  );
}
