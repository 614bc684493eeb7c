import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '../arn';
import { arn, commonFields } from '../fields';

export const kind = 'sfn';
export const label = 'Step Functions state machine';
export const icon = 'account_tree';
/** A repeat carries the same name, so that it starts no second execution (StartExecution, Step Functions API reference). */
export const safeToRepeat = false;

/** Names of state machines (CreateStateMachine, Step Functions API reference); a version or an alias may follow. */
const NAME = '[^\\s<>{}\\[\\]?*"#%\\\\^|~`$&,;:/]{1,80}';

/** A state machine of which an execution is started. The input is the execution's. */
export const schema = (place: Place) =>
  z.strictObject({
    kind: z.literal(kind),
    arn: arn(
      {
        service: 'states',
        resource: new RegExp(`^stateMachine:${NAME}(:${NAME})?$`),
        what: 'a Step Functions state machine',
        example: 'stateMachine:close-month',
      },
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
export const fromAws = ({ Arn = '' }: AwsTarget) => (parseArn(Arn)?.service === 'states' ? {} : null);

/** The name by which people know the target. */
export const shortName = (arn: string) => arn.split(':stateMachine:').at(-1) ?? arn;
