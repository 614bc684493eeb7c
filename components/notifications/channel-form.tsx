'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useRef, useState } from 'react';
import * as actions from '@/app/(main)/notifications/actions';
import { answerOf } from '@/components/form/answer-of';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ChannelChoices, ChannelDetail } from '@/lib/notifications/queries';
import { placeText } from './channel-place';
import { DestinationFields } from './destination-fields';
import { ALL, type Entries, entriesOf, inputOf, newEntries } from './entries';
import { EventFields } from './event-fields';

type ChannelFormProps = { choices: ChannelChoices; channel?: ChannelDetail };

/** Adds a channel, or changes the one that is given. What is wrong is said at its field, and nothing typed is lost. */
export function ChannelForm({ choices, channel }: ChannelFormProps) {
  const router = useRouter();
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const [entries, setEntries] = useState(() => (channel ? entriesOf(channel) : newEntries(choices)));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (fields: Partial<Entries>) => setEntries((before) => ({ ...before, ...fields }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const input = { channel: inputOf(entries) };
    const result = await answerOf(
      channel
        ? actions.update({ id: channel.id, version: channel.version, ...input })
        : actions.create(input),
    );
    setBusy(false);
    if (result.ok) {
      toast({ message: `${entries.name.trim()} is saved. Send a test now.`, tone: 'good' });
      return router.push(`/notifications/${result.value.id}`);
    }
    const found = Object.fromEntries(
      result.error.fields.map(({ path, message }) => [path.replace('channel.', ''), message]),
    );
    setProblems(found);
    setFailure(Object.keys(found).length > 0 ? null : result.error.message);
    const first = FIELDS.find((name) => found[name]);
    form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
  };

  const text = (name: 'name' | 'gatherSeconds' | 'repeatMinutes') => ({
    name,
    value: entries[name],
    onChange: (value: string) => change({ [name]: value }),
    error: problems[name],
    autoComplete: 'off',
    required: true,
  });
  return (
    <form ref={form} onSubmit={submit} noValidate className="page-form" aria-label="Channel">
      <Alive>
        {failure && (
          <p className="banner tone-bad" role="alert">
            {failure}
          </p>
        )}
        <Panel title="Whom it is for">
          <div className="stack">
            <TextField {...text('name')} label="Name" placeholder="CRM on call" />
            {channel ? (
              <p className="muted">For {placeText(channel)}. For others, add another channel.</p>
            ) : (
              <div className="field-pair">
                <SelectField
                  name="teamId"
                  label="Team"
                  value={entries.teamId}
                  onChange={(teamId) => change({ teamId })}
                  error={problems.teamId}
                  options={optionsOf(choices.allTeams && 'All teams', choices.teams)}
                  required
                />
                <SelectField
                  name="environmentId"
                  label="Environment"
                  value={entries.environmentId}
                  onChange={(environmentId) => change({ environmentId })}
                  error={problems.environmentId}
                  options={optionsOf(choices.allEnvironments && 'All environments', choices.environments)}
                  required
                />
              </div>
            )}
          </div>
        </Panel>
        <Panel title="Where it is told">
          <DestinationFields
            entries={entries}
            onChange={change}
            problems={problems}
            environments={choices.environments}
            stored={channel !== undefined && channel.host !== null}
          />
        </Panel>
        <Panel title="What is told">
          <EventFields
            wanted={entries.wanted}
            onChange={(wanted) => change({ wanted })}
            error={problems.wanted}
          />
        </Panel>
        <Panel title="How often">
          <div className="field-pair">
            <TextField
              {...text('gatherSeconds')}
              label="Seconds before the first message"
              inputMode="numeric"
              hint="What goes wrong meanwhile is in it."
            />
            <TextField
              {...text('repeatMinutes')}
              label="Minutes between messages"
              inputMode="numeric"
              hint="While it goes on. Each says how much was added."
            />
          </div>
        </Panel>
        <div className="form-bar">
          <ButtonLink href={channel ? `/notifications/${channel.id}` : '/notifications'}>Cancel</ButtonLink>
          <Button type="submit" variant="primary" busy={busy}>
            {channel ? 'Save' : 'Add the channel'}
          </Button>
        </div>
      </Alive>
    </form>
  );
}

const FIELDS = [
  'name',
  'teamId',
  'environmentId',
  'kind',
  'url',
  'topicArn',
  'viaEnvironmentId',
  'roleArn',
  'gatherSeconds',
  'repeatMinutes',
];

const optionsOf = (all: string | false, some: readonly { id: string; name: string }[]) => [
  { value: '', label: 'Choose' },
  ...(all ? [{ value: ALL, label: all }] : []),
  ...some.map(({ id, name }) => ({ value: id, label: name })),
];
