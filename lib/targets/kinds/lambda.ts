import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '../arn';
import { arn, commonFields } from '../fields';

export const kind = 'lambda';
export const label = 'Lambda function';
export const icon = 'bolt';
/** Nothing tells the function that it was called before. */
export const safeToRepeat = false;

export const INVOCATIONS = ['event', 'result'] as const;

/** A function, or a version or alias of it: invoked asynchronously, or with its result waited for, which only Rota does. */
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
    invocation: z.enum(INVOCATIONS, 'Choose event or result.').default('event'),
    ...commonFields(place, safeToRepeat),
  });

export type Input = z.output<ReturnType<typeof schema>>;
export type Settings = Pick<Input, 'invocation'>;

export const settings = ({ invocation }: Input): Settings => ({ invocation });

/** EventBridge Scheduler invokes asynchronously, and needs nothing more. */
export const toAws = (_: Settings): Partial<AwsTarget> => ({});

/** The fields of this kind that a target in AWS has; null where it is of another kind. */
export const fromAws = ({ Arn = '' }: AwsTarget) => (parseArn(Arn)?.service === 'lambda' ? {} : null);

/** The name by which people know the target. */
export const shortName = (arn: string) => arn.split(':function:').at(-1) ?? arn;
