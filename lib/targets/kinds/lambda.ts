import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '../arn';
import { arn, commonFields } from '../fields';

export const kind = 'lambda';
export const label = 'Lambda function';
export const icon = 'bolt';

/** A function that is invoked asynchronously, or a version or alias of it. */
export const schema = (place: Place) =>
  z.strictObject({
    kind: z.literal(kind),
    arn: arn(
      {
        service: 'lambda',
        resource: /^function:[\w-]{1,64}(:(\$LATEST|[\w-]{1,128}))?$/,
        what: 'a Lambda function',
        example: 'function:send-statements',
      },
      place,
    ),
    ...commonFields(place),
  });

export type Input = z.output<ReturnType<typeof schema>>;
export type Settings = Record<string, never>;

export const settings = (_: Input): Settings => ({});

/** EventBridge Scheduler needs nothing more. */
export const toAws = (_: Settings): Partial<AwsTarget> => ({});

/** The fields of this kind that a target in AWS has; null where it is of another kind. */
export const fromAws = ({ Arn = '' }: AwsTarget) => (parseArn(Arn)?.service === 'lambda' ? {} : null);

/** The name by which people know the target. */
export const shortName = (arn: string) => arn.split(':function:').at(-1) ?? arn;
