import { SelectField, type SelectOption } from '@/components/ui/select-field';

/** For which teams and environments something can be. */
export type Choices = {
  teams: readonly { id: string; name: string }[];
  environments: readonly { id: string; name: string; production: boolean }[];
  /** Whether it can be for all teams, and for all environments; it can, unless it is said. */
  allTeams?: boolean;
  allEnvironments?: boolean;
};

/** What is chosen: `''` is nothing yet, `ALL` all of them. */
export type ChosenPlace = { teamId: string; environmentId: string };

const ALL = 'all';

/** As commands take it: null is all of them. */
export const placeOf = ({ teamId, environmentId }: ChosenPlace) => ({
  teamId: teamId === ALL ? null : teamId,
  environmentId: environmentId === ALL ? null : environmentId,
});

/** A place that is stored, as it is chosen. */
export const chosenPlace = (place: { teamId: string | null; environmentId: string | null }): ChosenPlace => ({
  teamId: place.teamId ?? ALL,
  environmentId: place.environmentId ?? ALL,
});

/** What is missing of a place, by field. */
export const missingPlace = ({ teamId, environmentId }: ChosenPlace): Record<string, string> => ({
  ...(!teamId && { teamId: 'Choose a team, or all teams.' }),
  ...(!environmentId && { environmentId: 'Choose an environment, or all environments.' }),
});

type PlaceFieldsProps = {
  choices: Choices;
  value: ChosenPlace;
  onChange: (change: Partial<ChosenPlace>) => void;
  problems: Readonly<Record<string, string>>;
};

/** One team or all, in one environment or all: neither is chosen for anybody. */
export function PlaceFields({ choices, value, onChange, problems }: PlaceFieldsProps) {
  const { teams, environments, allTeams = true, allEnvironments = true } = choices;
  return (
    <>
      <SelectField
        name="teamId"
        label="Team"
        value={value.teamId}
        onChange={(teamId) => onChange({ teamId })}
        error={problems.teamId}
        required
        options={optionsOf(allTeams && 'All teams', teams)}
      />
      <SelectField
        name="environmentId"
        label="Environment"
        value={value.environmentId}
        onChange={(environmentId) => onChange({ environmentId })}
        error={problems.environmentId}
        required
        options={optionsOf(allEnvironments && 'All environments', environments)}
      />
    </>
  );
}

const optionsOf = (
  all: string | false,
  some: readonly { id: string; name: string; production?: boolean }[],
): SelectOption[] => [
  { value: '', label: 'Choose' },
  ...(all ? [{ value: ALL, label: all }] : []),
  ...some.map(({ id, name, production }) => ({
    value: id,
    label: production ? `${name} (production)` : name,
  })),
];
