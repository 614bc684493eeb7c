import { SelectField } from '@/components/ui/select-field';

/** For what something can be allowed. */
export type Choices = {
  teams: readonly { id: string; name: string }[];
  environments: readonly { id: string; name: string; production: boolean }[];
};

/** What is chosen: `''` is nothing yet, `ALL` all of them. */
export type ChosenPlace = { teamId: string; environmentId: string };

const ALL = 'all';

/** As commands take it: null is all of them. */
export const placeOf = ({ teamId, environmentId }: ChosenPlace) => ({
  teamId: teamId === ALL ? null : teamId,
  environmentId: environmentId === ALL ? null : environmentId,
});

type PlaceFieldsProps = {
  choices: Choices;
  value: ChosenPlace;
  onChange: (change: Partial<ChosenPlace>) => void;
  problems: Readonly<Record<string, string>>;
};

/** One team or all, in one environment or all: neither is chosen for anybody. */
export function PlaceFields({ choices, value, onChange, problems }: PlaceFieldsProps) {
  return (
    <>
      <SelectField
        name="teamId"
        label="Team"
        value={value.teamId}
        onChange={(teamId) => onChange({ teamId })}
        error={problems.teamId}
        required
        options={optionsOf('All teams', choices.teams)}
      />
      <SelectField
        name="environmentId"
        label="Environment"
        value={value.environmentId}
        onChange={(environmentId) => onChange({ environmentId })}
        error={problems.environmentId}
        required
        options={optionsOf('All environments', choices.environments)}
      />
    </>
  );
}

const optionsOf = (all: string, some: readonly { id: string; name: string; production?: boolean }[]) => [
  { value: '', label: 'Choose' },
  { value: ALL, label: all },
  ...some.map(({ id, name, production }) => ({
    value: id,
    label: production ? `${name} (production)` : name,
  })),
];
