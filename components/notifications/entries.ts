import { type ChosenPlace, chosenPlace, placeOf } from '@/components/form/place-fields';
import {
  type ChannelKind,
  DEFAULT_GATHER_SECONDS,
  DEFAULT_REPEAT_MINUTES,
} from '@/lib/notifications/channel';
import { WANTED, type Wanted } from '@/lib/notifications/kinds';
import type { ChannelChoices, ChannelDetail } from '@/lib/notifications/queries';
import { numberOf } from '@/lib/targets/forms/number';
import { MASK } from '@/lib/targets/mask';

/** A channel as its form has it. */
export type Entries = ChosenPlace & {
  name: string;
  kind: ChannelKind;
  url: string;
  topicArn: string;
  roleArn: string;
  viaEnvironmentId: string;
  wanted: Wanted[];
  gatherSeconds: string;
  repeatMinutes: string;
};

/** A new channel: of the only team and environment, where there is only one to choose. */
export function newEntries({ teams, environments, allTeams, allEnvironments }: ChannelChoices): Entries {
  const [team] = teams;
  const [environment] = environments;
  return {
    ...chosenPlace({
      teamId: teams.length === 1 && !allTeams && team ? team.id : '',
      environmentId: allEnvironments ? null : environments.length === 1 && environment ? environment.id : '',
    }),
    name: '',
    kind: 'slack',
    url: '',
    topicArn: '',
    roleArn: '',
    viaEnvironmentId: environments.length === 1 && environment ? environment.id : '',
    wanted: [...WANTED],
    gatherSeconds: String(DEFAULT_GATHER_SECONDS),
    repeatMinutes: String(DEFAULT_REPEAT_MINUTES),
  };
}

/** A channel that exists; of its address the mask. */
export const entriesOf = (channel: ChannelDetail): Entries => ({
  ...chosenPlace(channel),
  name: channel.name,
  kind: channel.kind,
  url: channel.host === null ? '' : MASK,
  topicArn: channel.topicArn ?? '',
  roleArn: channel.roleArn ?? '',
  viaEnvironmentId: channel.viaEnvironmentId ?? '',
  wanted: channel.wanted,
  gatherSeconds: String(channel.gatherSeconds),
  repeatMinutes: String(channel.repeatMinutes),
});

/** As commands take it. */
export const inputOf = ({ teamId, environmentId, gatherSeconds, repeatMinutes, ...entries }: Entries) => ({
  ...entries,
  ...placeOf({ teamId, environmentId }),
  gatherSeconds: numberOf(gatherSeconds),
  repeatMinutes: numberOf(repeatMinutes),
});
