import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import type { MonthlyForm, MonthlyKind } from '@/lib/schedules/form-timing';
import { MONTHS, NTH, ordinal } from '@/lib/timing/english';
import type { SectionProps } from './section';
import styles from './timing.module.css';
import { ToggleGroup } from './toggle-group';
import { WEEK } from './weekdays-field';

const KINDS: { value: MonthlyKind; label: string }[] = [
  { value: 'dates', label: 'Days of the month' },
  { value: 'last-day', label: 'The last day' },
  { value: 'weekday', label: 'A day of the week, as in the first Monday' },
  { value: 'last-weekday', label: 'The last weekday (Monday to Friday)' },
  { value: 'nearest-weekday', label: 'The weekday (Monday to Friday) nearest to a day' },
];
const DATES = Array.from({ length: 31 }, (_, index) => ({
  value: index + 1,
  label: String(index + 1),
  name: `The ${ordinal(index + 1)}`,
}));
const YEAR = MONTHS.map((name, index) => ({ value: index + 1, label: name.slice(0, 3), name }));
const NTHS = [
  ...NTH.map((name, index) => ({ value: String(index + 1), label: `The ${name}` })),
  { value: '0', label: 'The last' },
];

type MonthlyFieldProps = {
  monthly: MonthlyForm;
  onChange: (fields: Partial<MonthlyForm>) => void;
  at: SectionProps['at'];
};

/** Which days of which months. */
export function MonthlyField({ monthly, onChange, at }: MonthlyFieldProps) {
  return (
    <>
      <SelectField
        id="timing.kind"
        name="timing.kind"
        label="On"
        value={monthly.kind}
        options={KINDS}
        onChange={(value) => {
          const kind = KINDS.find((known) => known.value === value)?.value;
          if (kind) onChange({ kind });
        }}
      />
      <MonthDays monthly={monthly} onChange={onChange} at={at} />
      <ToggleGroup
        {...at('timing.months')}
        legend="In"
        options={YEAR}
        selected={monthly.months}
        onChange={(months) => onChange({ months })}
        layout="year"
        shortcuts={
          monthly.months.length < 12 && (
            <Button
              small
              variant="secondary"
              onClick={() => onChange({ months: YEAR.map(({ value }) => value) })}
            >
              Every month
            </Button>
          )
        }
      />
    </>
  );
}

function MonthDays({ monthly, onChange, at }: MonthlyFieldProps) {
  switch (monthly.kind) {
    case 'dates':
      return (
        <ToggleGroup
          {...at('timing.dates')}
          legend="Days"
          options={DATES}
          selected={monthly.dates}
          onChange={(dates) => onChange({ dates })}
          layout="week"
          hint={
            monthly.dates.some((date) => date > 28) &&
            'A month that lacks a day leaves it out. For the end of each month choose the last day.'
          }
        />
      );
    case 'weekday':
      return (
        <div className={styles.nth}>
          <SelectField
            id="timing.nth"
            name="timing.nth"
            label="Which"
            value={String(monthly.nth)}
            options={NTHS}
            onChange={(nth) => onChange({ nth: Number(nth) })}
            hint={monthly.nth === 5 && 'Only in months that have five of them.'}
          />
          <SelectField
            id="timing.weekday"
            name="timing.weekday"
            label="Day of the week"
            value={String(monthly.weekday)}
            options={WEEK.map(({ value, name }) => ({ value: String(value), label: name }))}
            onChange={(weekday) => onChange({ weekday: Number(weekday) })}
          />
        </div>
      );
    case 'nearest-weekday':
      return (
        <SelectField
          {...at('timing.nearest')}
          className={styles.second}
          label="Nearest to the"
          value={String(monthly.nearest)}
          options={DATES.map(({ value }) => ({ value: String(value), label: ordinal(value) }))}
          onChange={(nearest) => onChange({ nearest: Number(nearest) })}
          hint="Never in another month: the 1st on a Saturday is moved to Monday the 3rd."
        />
      );
    default:
      return null;
  }
}
