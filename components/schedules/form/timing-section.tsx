'use client';

import { useMemo } from 'react';
import { TextField } from '@/components/ui/text-field';
import { useNow } from '@/components/ui/viewer-clock';
import type { FollowableCalendar } from '@/lib/calendars/queries';
import { entersAfter } from '@/lib/schedules/form-timing';
import type { TeamNames } from '@/lib/schedules/review';
import { type PreviewContext, previewTiming } from '@/lib/schedules/timing-preview';
import { CalendarsField } from './calendars-field';
import { Section, type SectionProps } from './section';
import styles from './timing.module.css';
import { TimingModes } from './timing-modes';
import { TimingPanel } from './timing-panel';
import { ZoneField } from './zone-field';

type TimingProps = SectionProps & {
  context: PreviewContext;
  calendars: readonly FollowableCalendar[];
  teams: TeamNames;
};

/** When a schedule runs, and what that means, while it is typed. */
export function TimingSection({ form, onChange, at, context, calendars, teams }: TimingProps) {
  const now = useNow();
  const minute = now === null ? null : Math.floor(now / 60_000) * 60_000;
  const preview = useMemo(
    () => (minute === null ? null : previewTiming(form, new Date(minute), context)),
    [form, minute, context],
  );
  const wrong = preview?.kind === 'wrong' ? preview : null;
  /** What can't be is told while it is typed. */
  const live: SectionProps['at'] = (path) => {
    const field = at(path);
    return { ...field, error: field.error ?? wrong?.problems[path] };
  };
  const once = form.timing.mode === 'once';
  return (
    <Section title="When it runs">
      <div className={styles.timing}>
        <div className={styles.timingFields}>
          <TimingModes
            timing={form.timing}
            onChange={(timing) => onChange({ timing, ...(entersAfter(timing) && { delivery: 'through' }) })}
            delivery={form.delivery}
            onThrough={() => onChange({ delivery: 'through' })}
            at={live}
            wrong={wrong?.error ?? null}
          />
          <ZoneField
            {...at('timeZone')}
            value={form.timeZone}
            onChange={(timeZone) => onChange({ timeZone })}
          />
          {!once && (
            <div className="field-pair">
              <TextField
                {...at('startLocal')}
                label="Starts (optional)"
                type="datetime-local"
                value={form.startLocal}
                onChange={(startLocal) => onChange({ startLocal })}
                hint="In the schedule's time zone."
              />
              <TextField
                {...at('endLocal')}
                label="Ends (optional)"
                type="datetime-local"
                value={form.endLocal}
                onChange={(endLocal) => onChange({ endLocal })}
                hint="In the schedule's time zone."
              />
            </div>
          )}
          {form.delivery === 'direct' && (
            <TextField
              {...at('flexibleMinutes')}
              className={styles.short}
              label="Flexible window (minutes)"
              inputMode="numeric"
              value={form.flexibleMinutes}
              onChange={(flexibleMinutes) => onChange({ flexibleMinutes })}
              hint="0: at its time. Otherwise AWS picks a moment within so many minutes after it, to spread load."
              required
            />
          )}
          <CalendarsField
            {...at('calendarIds')}
            calendars={calendars}
            teams={teams}
            teamId={form.teamId}
            selected={form.calendarIds}
            onChange={(calendarIds) => onChange({ calendarIds })}
          />
        </div>
        <TimingPanel
          preview={preview}
          minute={minute}
          flexibleMinutes={form.flexibleMinutes}
          delivery={form.delivery}
          gated={form.targets.some(({ gateId }) => gateId !== '')}
        />
      </div>
    </Section>
  );
}
