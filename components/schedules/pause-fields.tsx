'use client';

import { Choices } from '@/components/bulk/choices';
import { TextField } from '@/components/ui/text-field';
import type { PauseChoice } from '@/lib/schedules/pause-choice';

/** How long a pause is to last, as the fields hold it; `local` is a wall-clock time in the viewer's zone. */
export type PauseFieldsValue = { kind: 'open' | 'hour' | 'tomorrow' | 'local'; local: string };

const OPTIONS = [
  { value: 'open', label: 'When somebody resumes it' },
  { value: 'hour', label: 'In 1 hour' },
  { value: 'tomorrow', label: 'Tomorrow 09:00' },
  { value: 'local', label: 'At a time' },
] as const;

type PauseFieldsProps = {
  value: PauseFieldsValue;
  onChange: (value: PauseFieldsValue) => void;
  zone: string;
  error: string | null;
};

/** Asks until when: nothing more than a choice, and a date and time where none of the others fits. */
export function PauseFields({ value, onChange, zone, error }: PauseFieldsProps) {
  return (
    <>
      <Choices
        legend="It ends"
        value={value.kind}
        options={OPTIONS}
        onChange={(kind) => onChange({ kind, local: value.local || inTwoHours(zone) })}
      />
      {value.kind === 'local' && (
        <TextField
          name="until"
          label="Date and time"
          type="datetime-local"
          hint={`In your time zone, ${zone.replaceAll('_', ' ')}.`}
          value={value.local}
          onChange={(local) => onChange({ ...value, local })}
          error={error}
          required
        />
      )}
      {value.kind !== 'local' && error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}

/** What the fields say, as the server takes it. */
export function pauseChoiceOf({ kind, local }: PauseFieldsValue, zone: string): PauseChoice {
  switch (kind) {
    case 'open':
      return { kind };
    case 'hour':
      return { kind: 'hours', hours: 1 };
    case 'tomorrow':
      return { kind, zone };
    case 'local':
      return { kind, local, zone };
  }
}

/** The full hour in about two hours, as `yyyy-mm-ddThh:00`: something to start from. */
function inTwoHours(zone: string): string {
  const at = new Date(Date.now() + 2 * 3_600_000);
  // the Swedish way to write a date and time is that of ISO 8601
  const text = at.toLocaleString('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return `${text.slice(0, 13).replace(' ', 'T')}:00`;
}
