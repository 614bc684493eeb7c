import { Checkbox } from '@/components/ui/checkbox';
import { FieldNotes } from '@/components/ui/field';
import type { FollowableCalendar } from '@/lib/calendars/queries';
import type { TeamNames } from '@/lib/schedules/review';
import { dayText } from './run-text';
import styles from './timing.module.css';

type CalendarsFieldProps = {
  id: string;
  name: string;
  error: string | undefined;
  calendars: readonly FollowableCalendar[];
  teams: TeamNames;
  /** Whose schedule it is: its own calendars are offered, and those of all teams. */
  teamId: string;
  selected: readonly string[];
  onChange: (selected: string[]) => void;
};

/** The calendars on whose dates nothing runs. */
export function CalendarsField(props: CalendarsFieldProps) {
  const { id, name, error, calendars, teams, teamId, selected, onChange } = props;
  const offered = calendars.filter(
    (calendar) => calendar.teamId === null || calendar.teamId === teamId || selected.includes(calendar.id),
  );
  if (offered.length === 0) return null;
  const nameOf = (team: string) => teams.find((known) => known.id === team)?.name ?? 'another team';
  return (
    <fieldset
      className={`${styles.group} ${error ? 'has-error' : ''}`}
      {...(error && { 'aria-describedby': `${id}-error` })}
    >
      <legend className="field-label">Does not run on the dates of</legend>
      <div className={styles.calendars}>
        {offered.map((calendar, index) => (
          <Checkbox
            key={calendar.id}
            id={index === 0 ? id : `${id}.${calendar.id}`}
            name={name}
            label={calendar.name}
            hint={`${calendar.teamId === null ? 'For all teams' : `For ${nameOf(calendar.teamId)}`}. ${nextDates(calendar)}`}
            checked={selected.includes(calendar.id)}
            onChange={(checked) =>
              onChange(
                checked ? [...selected, calendar.id] : selected.filter((other) => other !== calendar.id),
              )
            }
          />
        ))}
      </div>
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}

function nextDates({ dates }: FollowableCalendar): string {
  const [next] = dates;
  if (!next) return 'No dates ahead.';
  const days =
    next.first === next.last ? dayText(next.first) : `${dayText(next.first)} to ${dayText(next.last)}`;
  return `Next: ${next.label}, ${days}.`;
}
