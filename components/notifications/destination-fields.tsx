import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { CHANNEL_KIND_NAMES, CHANNEL_KINDS, type ChannelKind } from '@/lib/notifications/channel';
import type { ChannelChoices } from '@/lib/notifications/queries';
import type { Entries } from './entries';

type DestinationFieldsProps = {
  entries: Entries;
  onChange: (fields: Partial<Entries>) => void;
  problems: Readonly<Record<string, string>>;
  environments: ChannelChoices['environments'];
  /** Whether an address is stored: its mask leaves it as it is. */
  stored: boolean;
};

const URL_HINTS: Readonly<Record<Exclude<ChannelKind, 'sns'>, string>> = {
  slack: 'In Slack: an app with Incoming Webhooks, which makes an address for a channel.',
  teams:
    'In Teams: the channel’s menu, Workflows, “Post to a channel when a webhook request is received”, which ends with an address.',
  json: 'It gets a POST with JSON, as docs/notifications.md has it.',
};

/** How a channel tells, and where. */
export function DestinationFields({
  entries,
  onChange,
  problems,
  environments,
  stored,
}: DestinationFieldsProps) {
  const { kind } = entries;
  const text = (name: 'url' | 'topicArn' | 'roleArn') => ({
    name,
    value: entries[name],
    onChange: (value: string) => onChange({ [name]: value }),
    error: problems[name],
    autoComplete: 'off',
    mono: true,
  });
  return (
    <div className="stack">
      <SelectField
        name="kind"
        label="By"
        value={kind}
        options={CHANNEL_KINDS.map((value) => ({ value, label: CHANNEL_KIND_NAMES[value] }))}
        onChange={(value) => {
          const chosen = CHANNEL_KINDS.find((one) => one === value);
          if (chosen) onChange({ kind: chosen });
        }}
        error={problems.kind}
        required
      />
      {kind === 'sns' ? (
        <>
          <TextField
            {...text('topicArn')}
            label="Topic ARN"
            placeholder="arn:aws:sns:eu-west-1:123456789012:alerts"
            required
          />
          <SelectField
            name="viaEnvironmentId"
            label="Environment that publishes"
            value={entries.viaEnvironmentId}
            options={[
              { value: '', label: 'Choose' },
              ...environments.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(viaEnvironmentId) => onChange({ viaEnvironmentId })}
            error={problems.viaEnvironmentId}
            hint="The topic is in its account and Region."
            required
          />
          <TextField
            {...text('roleArn')}
            label="Role ARN (optional)"
            placeholder="arn:aws:iam::123456789012:role/rota-notify"
            hint="Rota assumes it to publish; it needs sns:Publish on the topic. Empty: as Rota manages the environment."
          />
        </>
      ) : (
        <TextField
          {...text('url')}
          label="Address"
          placeholder="https://hooks.slack.com/services/…"
          hint={
            stored
              ? 'It is secret, so it is not shown. Leave the dots to keep it, or enter another.'
              : `${URL_HINTS[kind]} It is stored encrypted and never shown again.`
          }
          required
        />
      )}
    </div>
  );
}
