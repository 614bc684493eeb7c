'use client';

import { useMemo } from 'react';
import { TextField } from '@/components/ui/text-field';
import { useNow } from '@/components/ui/viewer-clock';
import type { TimingForm } from '@/lib/schedules/form';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { previewTiming } from '@/lib/schedules/timing-preview';
import styles from './form.module.css';
import { Section, type SectionProps } from './section';
import { TimingModes } from './timing-modes';
import { TimingPanel } from './timing-panel';
import { ZoneField } from './zone-field';

type TimingProps = SectionProps & {
  /** The stored timing of a schedule that is edited. */
  before: ScheduleTiming | undefined;
};

/** When a schedule runs, and what that means, while it is typed. */
export function TimingSection({ form, onChange, at, before }: TimingProps) {
  const now = useNow();
  const minute = now === null ? null : Math.floor(now / 60_000) * 60_000;
  const preview = useMemo(
    () => (minute === null ? null : previewTiming(form, new Date(minute), before)),
    [form, minute, before],
  );
  const setTiming = (fields: Partial<TimingForm>) => onChange({ timing: { ...form.timing, ...fields } });
  const once = form.timing.mode === 'once';
  return (
    <Section title="When it runs">
      <div className={styles.timing}>
        <div className={styles.timingFields}>
          <TimingModes
            timing={form.timing}
            onChange={setTiming}
            at={at}
            wrong={preview?.kind === 'wrong' ? preview.error : null}
          />
          <ZoneField
            {...at('timeZone')}
            value={form.timeZone}
            onChange={(timeZone) => onChange({ timeZone })}
          />
          {!once && (
            <div className={styles.pair}>
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
        </div>
        <TimingPanel preview={preview} minute={minute} flexibleMinutes={form.flexibleMinutes} />
      </div>
    </Section>
  );
}
