import { z } from 'zod';
import { environmentId } from '@/lib/environments/schema';
import { scheduleId } from '@/lib/schedules/schema';
import { parseArn } from '@/lib/targets/arn';
import { plainText } from '@/lib/targets/fields';
import { MASK } from '@/lib/targets/mask';
import { CHANNEL_KINDS, DEFAULT_GATHER_SECONDS, DEFAULT_REPEAT_MINUTES } from './channel';
import { WANTED } from './kinds';

const URL_MAX = 2_000;
const URL_EXAMPLE = 'https://hooks.slack.com/services/…';

/** What is wrong with the address of a webhook; null where nothing is. */
function urlProblem(text: string): string | null {
  if (text === '') return `Enter the address of the webhook, as in ${URL_EXAMPLE}.`;
  if (text.length > URL_MAX) return `An address has at most ${URL_MAX} characters.`;
  if (!URL.canParse(text)) return `This is not an address. It looks like ${URL_EXAMPLE}.`;
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== 'https:') return `The address must begin with https://, as in ${URL_EXAMPLE}.`;
  if (username || password)
    return 'The address can’t hold a user name or password. Put a token into its path.';
  return hash ? 'The address can’t have a part after #: it would not be sent.' : null;
}

const TOPIC = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;
const TOPIC_EXAMPLE = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const ROLE = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

function topicProblem(text: string): string | null {
  if (text === '') return `Enter the ARN of the topic, as in ${TOPIC_EXAMPLE}.`;
  if (text.endsWith('.fifo')) return 'A FIFO topic can’t be used. Choose a standard topic.';
  const service = parseArn(text)?.service;
  if (service && service !== 'sns')
    return `This ARN belongs to ${service}, not to SNS. It looks like ${TOPIC_EXAMPLE}.`;
  return TOPIC.test(text) ? null : `This is not the ARN of a topic. It looks like ${TOPIC_EXAMPLE}.`;
}

const roleProblem = (text: string): string | null =>
  text === '' || ROLE.test(text)
    ? null
    : 'This is not the ARN of a role. It looks like arn:aws:iam::123456789012:role/rota-notify.';

const whole = (unit: string, least: number, most: number) => {
  const message = `Enter a whole number of ${unit} from ${least} to ${most}.`;
  return z.int(message).min(least, message).max(most, message);
};

const text = (max: number) =>
  z.string('Enter a text.').trim().max(max, `At most ${max} characters.`).default('');

/**
 * A channel as a person enters it; null as a team or environment is all of them. An address that is the mask stays as it
 * is. What does not belong to its kind is left out.
 */
export const channelInput = z
  .strictObject({
    name: plainText('The name', 60)
      .refine((name) => name.length > 0, 'The name can’t be empty.')
      .refine((name) => !/[\n\r\t]/.test(name), 'The name must be on one line.'),
    teamId: z.union([z.null(), scheduleId], 'Choose a team, or all teams.'),
    environmentId: z.union([z.null(), environmentId], 'Choose an environment, or all environments.'),
    kind: z.enum(CHANNEL_KINDS, 'Choose how to tell.'),
    url: text(URL_MAX + 1),
    topicArn: text(1600),
    roleArn: text(2048),
    viaEnvironmentId: z.union([z.null(), z.literal('').transform(() => null), environmentId]).default(null),
    wanted: z
      .array(z.enum(WANTED, 'This event is unknown.'))
      .min(1, 'Choose at least one event.')
      .refine((wanted) => wanted.some((one) => one !== 'recovered'), 'Choose what can be recovered from.')
      .transform((wanted) => WANTED.filter((one) => wanted.includes(one))),
    gatherSeconds: whole('seconds', 0, 600).default(DEFAULT_GATHER_SECONDS),
    repeatMinutes: whole('minutes', 5, 1440).default(DEFAULT_REPEAT_MINUTES),
  })
  .superRefine(({ kind, url, topicArn, roleArn, viaEnvironmentId }, context) => {
    const wrong = (path: string, message: string | null) => {
      if (message) context.addIssue({ code: 'custom', path: [path], message });
    };
    if (kind !== 'sns') return wrong('url', url === MASK ? null : urlProblem(url));
    wrong('topicArn', topicProblem(topicArn));
    wrong('roleArn', roleProblem(roleArn));
    wrong('viaEnvironmentId', viaEnvironmentId === null ? 'Choose the environment that publishes.' : null);
  })
  .transform(({ url, topicArn, roleArn, viaEnvironmentId, ...common }) =>
    common.kind === 'sns'
      ? {
          ...common,
          kind: common.kind,
          topicArn,
          roleArn: roleArn || null,
          viaEnvironmentId: viaEnvironmentId ?? '',
        }
      : { ...common, kind: common.kind, url },
  );

export type ChannelInput = z.output<typeof channelInput>;

export const channelId = z.strictObject({ id: scheduleId });
const versioned = channelId.extend({ version: z.int().positive() });

export const createInput = z.strictObject({ channel: channelInput });
export const updateInput = versioned.extend({ channel: channelInput });
export const switchInput = versioned.extend({ enabled: z.boolean() });
export const deleteInput = versioned;
