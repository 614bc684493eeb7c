'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/notifications/actions';
import { Failure } from '@/components/form/failure';
import { PlaceFields } from '@/components/form/place-fields';
import { useForm } from '@/components/form/use-form';
import { Alive } from '@/components/ui/alive';
import { Button, ButtonLink } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ChannelChoices, ChannelDetail } from '@/lib/notifications/queries';
import { placeText } from './channel-place';
import { DestinationFields } from './destination-fields';
import { type Entries, entriesOf, inputOf, newEntries } from './entries';
import { EventFields } from './event-fields';

type ChannelFormProps = { choices: ChannelChoices; channel?: ChannelDetail };

/** Adds a channel, or changes the one that is given. What is wrong is said at its field, and nothing typed is lost. */
export function ChannelForm({ choices, channel }: ChannelFormProps) {
  const router = useRouter();
  const toast = useToast();
  const [entries, setEntries] = useState(() => (channel ? entriesOf(channel) : newEntries(choices)));
  const change = (fields: Partial<Entries>) => setEntries((before) => ({ ...before, ...fields }));
  const { busy, problems, failure, form } = useForm({
    fields: FIELDS,
    within: 'channel',
    send: () => {
      const input = { channel: inputOf(entries) };
      return channel
        ? actions.update({ id: channel.id, version: channel.version, ...input })
        : actions.create(input);
    },
    done: ({ id }) => {
      toast({ message: `${entries.name.trim()} is saved. Send a test now.`, tone: 'good' });
      router.push(`/notifications/${id}`);
    },
    leaves: true,
  });
  const text = (name: 'name' | 'gatherSeconds' | 'repeatMinutes') => ({
    name,
    value: entries[name],
    onChange: (value: string) => change({ [name]: value }),
    error: problems[name],
    autoComplete: 'off',
    required: true,
  });
  return (
    <form {...form} className="page-form" aria-label="Channel">
      <Alive>
        <Failure>{failure}</Failure>
        <Panel title="Whom it is for">
          <div className="stack">
            <TextField {...text('name')} label="Name" placeholder="CRM on call" />
            {channel ? (
              <p className="muted">For {placeText(channel)}. For others, add another channel.</p>
            ) : (
              <div className="field-pair">
                <PlaceFields choices={choices} value={entries} onChange={change} problems={problems} />
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
  'wanted',
  'gatherSeconds',
  'repeatMinutes',
];
