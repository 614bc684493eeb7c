import { Button } from '@/components/ui/button';
import { WEEKDAYS } from '@/lib/timing/english';
import { ToggleGroup } from './toggle-group';

/** The week begins on Monday here; weekdays count as AWS does, from 1 = Sunday. */
export const WEEK = [2, 3, 4, 5, 6, 7, 1].map((value) => {
  const name = WEEKDAYS[value - 1] ?? '';
  return { value, name, label: name.slice(0, 3) };
});

const SHORTCUTS = [
  { label: 'Monday to Friday', weekdays: [2, 3, 4, 5, 6] },
  { label: 'Saturday and Sunday', weekdays: [7, 1] },
];

type WeekdaysFieldProps = {
  id: string;
  name: string;
  error: string | undefined;
  weekdays: readonly number[];
  onChange: (weekdays: number[]) => void;
};

/** Days of the week. */
export function WeekdaysField({ weekdays, onChange, ...field }: WeekdaysFieldProps) {
  return (
    <ToggleGroup
      {...field}
      legend="On"
      options={WEEK}
      selected={weekdays}
      onChange={onChange}
      layout="week"
      shortcuts={SHORTCUTS.map((shortcut) => (
        <Button key={shortcut.label} small variant="secondary" onClick={() => onChange(shortcut.weekdays)}>
          {shortcut.label}
        </Button>
      ))}
    />
  );
}
