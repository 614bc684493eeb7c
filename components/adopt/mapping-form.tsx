'use client';

import { ListField } from '@/components/form/list-field';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import styles from './adopt.module.css';

export type MappingLine = { key: number; by: 'prefix' | 'tag'; match: string; teamId: string; owner: string };

/** The mapping as its fields hold it. */
export type MappingValues = {
  teamId: string;
  owner: string;
  lines: readonly MappingLine[];
  roleArn: string;
  replaceRoles: boolean;
  imitateEvent: boolean;
  secretFields: string[];
  secretInputs: boolean;
};

/** What the server checks. */
export const toMapping = ({ lines, ...values }: MappingValues) => ({
  ...values,
  lines: lines.map(({ key: _, ...line }) => line),
});

const BY = [
  { value: 'prefix', label: 'Name begins with' },
  { value: 'tag', label: 'Tag is' },
];

type MappingFormProps = {
  values: MappingValues;
  onChange: (values: MappingValues) => void;
  teams: readonly { id: string; name: string }[];
  /** By the path of a field, as in `lines.0.match`. */
  problems: Readonly<Record<string, string>>;
  roleExample: string;
};

/** Which team and owner get what, and how rules become schedules. */
export function MappingForm({ values, onChange, teams, problems, roleExample }: MappingFormProps) {
  const set = (change: Partial<MappingValues>) => onChange({ ...values, ...change });
  const choices = [
    { value: '', label: 'Choose' },
    ...teams.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const setLine = (key: number, change: Partial<MappingLine>) =>
    set({ lines: values.lines.map((line) => (line.key === key ? { ...line, ...change } : line)) });
  const add = () => {
    const key = Math.max(0, ...values.lines.map((line) => line.key)) + 1;
    set({ lines: [...values.lines, { key, by: 'prefix', match: '', teamId: values.teamId, owner: '' }] });
  };
  return (
    <>
      <div className={styles.pair}>
        <SelectField
          name="teamId"
          label="Team"
          value={values.teamId}
          onChange={(teamId) => set({ teamId })}
          options={choices}
          error={problems.teamId}
          hint="Gets everything that no line below names."
          required
        />
        <TextField
          name="owner"
          label="Owner"
          value={values.owner}
          onChange={(owner) => set({ owner })}
          error={problems.owner}
          required
          autoComplete="off"
        />
      </div>
      {values.lines.map((line, index) => (
        <fieldset className={styles.line} key={line.key}>
          <legend className="visually-hidden">Line {index + 1}</legend>
          <SelectField
            name={`lines.${index}.by`}
            label="Where"
            value={line.by}
            onChange={(by) => setLine(line.key, { by: by === 'tag' ? 'tag' : 'prefix' })}
            options={BY}
          />
          <TextField
            name={`lines.${index}.match`}
            label={line.by === 'tag' ? 'Tag' : 'Beginning'}
            placeholder={line.by === 'tag' ? 'team=finance' : 'finance-'}
            value={line.match}
            onChange={(match) => setLine(line.key, { match })}
            error={problems[`lines.${index}.match`]}
            autoComplete="off"
          />
          <SelectField
            name={`lines.${index}.teamId`}
            label="Team"
            value={line.teamId}
            onChange={(teamId) => setLine(line.key, { teamId })}
            options={choices}
            error={problems[`lines.${index}.teamId`]}
          />
          <TextField
            name={`lines.${index}.owner`}
            label="Owner"
            placeholder={values.owner}
            value={line.owner}
            onChange={(owner) => setLine(line.key, { owner })}
            error={problems[`lines.${index}.owner`]}
            autoComplete="off"
          />
          <Button
            variant="text"
            icon="delete_outline"
            className="icon-only"
            title={`Remove line ${index + 1}`}
            onClick={() => set({ lines: values.lines.filter(({ key }) => key !== line.key) })}
          >
            <span className="visually-hidden">Remove line {index + 1}</span>
          </Button>
        </fieldset>
      ))}
      <div>
        <Button variant="text" small icon="add" onClick={add}>
          Another team by name or tag
        </Button>
      </div>
      <TextField
        name="roleArn"
        label="Role ARN for targets of rules that have none"
        value={values.roleArn}
        onChange={(roleArn) => set({ roleArn })}
        error={problems.roleArn}
        placeholder={roleExample}
        hint="A rule calls functions, queues and topics without a role; EventBridge Scheduler assumes one."
        mono
      />
      <Checkbox
        name="replaceRoles"
        label="Use this role for all targets of rules"
        hint="The roles of rules are made for EventBridge. EventBridge Scheduler needs to be named in their trust policy too."
        checked={values.replaceRoles}
        onChange={(replaceRoles) => set({ replaceRoles })}
      />
      <Checkbox
        name="imitateEvent"
        label="Go on sending the event of the rule"
        hint="To targets of rules that have no input of their own. Otherwise they get the event of EventBridge Scheduler, which differs."
        checked={values.imitateEvent}
        onChange={(imitateEvent) => set({ imitateEvent })}
      />
      <Checkbox
        name="secretInputs"
        label="Keep all inputs secret"
        hint="Otherwise everybody who may sign in can read what targets are sent, in the schedule and in its history, but for the fields named here."
        checked={values.secretInputs}
        onChange={(secretInputs) => set({ secretInputs })}
      />
      {!values.secretInputs && (
        <ListField
          id="secretFields"
          label="Secret fields of inputs"
          values={values.secretFields}
          onChange={(secretFields) => set({ secretFields })}
          placeholder="/customer/token"
          hint="JSON pointers into the inputs. Their values are stored encrypted, and nobody is shown them."
          error={Object.entries(problems).find(([path]) => path.startsWith('secretFields'))?.[1]}
          mono
        />
      )}
    </>
  );
}
