import { weekdayText } from '@/components/ui/date-text';
import { TextField } from '@/components/ui/text-field';
import { useNow } from '@/components/ui/viewer-clock';
import { type Instant, instantOf } from '@/lib/runs/instant';

type AtFieldProps = {
  /** The viewer's own. */
  zone: string;
  value: string;
  onChange: (local: string) => void;
  problem: string | undefined;
};

/** The date and time to the second at which something runs, by the viewer's clocks, and what they make of it. */
export function AtField({ zone, value, onChange, problem }: AtFieldProps) {
  const now = useNow();
  const found =
    value === '' || now === null ? null : instantOf({ local: value, timeZone: zone }, new Date(now));
  return (
    <TextField
      name="at.local"
      label="Date and time"
      type="datetime-local"
      step={1}
      value={value}
      onChange={onChange}
      error={problem ?? (found && 'problem' in found ? found.problem : undefined)}
      hint={found && 'at' in found ? meaning(found, zone) : `By the clocks of ${placeText(zone)}.`}
      required
      data-autofocus=""
    />
  );
}

const placeText = (zone: string) => zone.replaceAll('_', ' ');

const utc = (at: Date) => `${at.toISOString().slice(11, 19)} UTC`;

function meaning({ at, later }: Instant, zone: string): string {
  const first = `${weekdayText(at, zone)} by the clocks of ${placeText(zone)}`;
  return later
    ? `${first}. This time comes twice: it runs at the first, ${utc(at)}, not at the second, ${utc(later)}.`
    : `${first}: ${utc(at)}.`;
}
