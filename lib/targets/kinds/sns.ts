import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '../arn';
import { arn, commonFields } from '../fields';

export const kind = 'sns';
export const label = 'SNS topic';
export const icon = 'campaign';
/** Subscribers must bear repeats anyway: SNS delivers at least once. */
export const safeToRepeat = true;

/** A topic that a message is published to. */
export const schema = (place: Place) =>
  z.strictObject({
    kind: z.literal(kind),
    arn: arn(
      { service: 'sns', resource: /^[\w-]{1,256}$/, what: 'a standard SNS topic', example: 'reports' },
      place,
    ),
    ...commonFields(place, safeToRepeat),
  });

export type Input = z.output<ReturnType<typeof schema>>;
export type Settings = Record<string, never>;

export const settings = (_: Input): Settings => ({});

/** EventBridge Scheduler needs nothing more. */
export const toAws = (_: Settings): Partial<AwsTarget> => ({});

/** The fields of this kind that a target in AWS has; null where it is of another kind. */
export const fromAws = ({ Arn = '' }: AwsTarget) => (parseArn(Arn)?.service === 'sns' ? {} : null);

/** The name by which people know the target. */
export const shortName = (arn: string) => arn.split(':').at(-1) ?? arn;
