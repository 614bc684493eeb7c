import { ListField } from '@/components/form/list-field';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import styles from './form.module.css';
import { Section, type SectionProps } from './section';
import type { FormEnvironment } from './types';

type BasicsProps = SectionProps & {
  teams: readonly { id: string; name: string }[];
  environments: readonly FormEnvironment[];
  environment: FormEnvironment;
  onEnvironment: (id: string) => void;
};

/** What a schedule is called and whose it is. */
export function BasicsSection({
  form,
  onChange,
  at,
  teams,
  environments,
  environment,
  onEnvironment,
}: BasicsProps) {
  const choices = teams.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Section title="What it is">
      <div className={styles.basics}>
        <TextField
          {...at('name')}
          className={styles.wide}
          label="Name"
          value={form.name}
          onChange={(name) => onChange({ name })}
          placeholder="Monthly statements"
          autoComplete="off"
          required
        />
        {environments.length > 1 && (
          <SelectField
            {...at('environmentId')}
            className={styles.wide}
            label="Environment"
            value={environment.id}
            onChange={onEnvironment}
            options={environments.map(({ id, name, production }) => ({
              value: id,
              label: production ? `${name} (production)` : name,
            }))}
            hint={`It runs in AWS account ${environment.accountId}, ${environment.region}, and so do its targets.`}
            required
          />
        )}
        <SelectField
          {...at('teamId')}
          label="Team"
          value={form.teamId}
          onChange={(teamId) => onChange({ teamId })}
          options={form.teamId ? choices : [{ value: '', label: 'Choose a team' }, ...choices]}
          required
        />
        <TextField
          {...at('owner')}
          label="Owner"
          value={form.owner}
          onChange={(owner) => onChange({ owner })}
          hint="Whom to ask about it."
          autoComplete="off"
          required
        />
        <TextField
          {...at('description')}
          className={styles.wide}
          label="Description"
          value={form.description}
          onChange={(description) => onChange({ description })}
          hint="What it is for, and what happens if it does not run."
          multiline
          rows={2}
        />
        <div className={styles.wide}>
          <ListField
            {...at('tags')}
            label="Tags"
            values={form.tags}
            onChange={(tags) => onChange({ tags })}
            placeholder="finance, monthly"
            hint="Enter or a comma adds one."
          />
        </div>
      </div>
    </Section>
  );
}
