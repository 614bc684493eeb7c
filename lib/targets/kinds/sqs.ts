import { z } from 'zod';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { type Place, parseArn } from '../arn';
import { arn, commonFields, optional, plainText } from '../fields';

export const kind = 'sqs';
export const label = 'SQS queue';
export const icon = 'inbox';
/** Consumers of a queue must bear repeats anyway: SQS delivers at least once. */
export const safeToRepeat = true;

/** A queue that a message is sent to. A FIFO queue needs a message group and content-based deduplication. */
export const schema = (place: Place) =>
  z
    .strictObject({
      kind: z.literal(kind),
      arn: arn(
        { service: 'sqs', resource: /^[\w-]{1,80}(\.fifo)?$/, what: 'an SQS queue', example: 'statements' },
        place,
      ),
      messageGroupId: optional(plainText('The message group', 128)).default(null),
      ...commonFields(place, safeToRepeat),
    })
    .superRefine(({ arn, messageGroupId }, context) => {
      const fifo = arn.endsWith('.fifo');
      if (fifo && !messageGroupId)
        context.addIssue({
          code: 'custom',
          path: ['messageGroupId'],
          message: 'A FIFO queue needs a message group: messages of one group are kept in order.',
        });
      if (!fifo && messageGroupId)
        context.addIssue({
          code: 'custom',
          path: ['messageGroupId'],
          message: 'Only a FIFO queue takes a message group; this queue is a standard one.',
        });
    });

export type Input = z.output<ReturnType<typeof schema>>;
export type Settings = Pick<Input, 'messageGroupId'>;

export const settings = ({ messageGroupId }: Input): Settings => ({ messageGroupId });

/** What EventBridge Scheduler is told beyond ARN, role, input and retries. */
export const toAws = ({ messageGroupId }: Settings): Partial<AwsTarget> =>
  messageGroupId ? { SqsParameters: { MessageGroupId: messageGroupId } } : {};

/** The fields of this kind that a target in AWS has; null where it is of another kind. */
export const fromAws = ({ Arn = '', SqsParameters }: AwsTarget) =>
  parseArn(Arn)?.service === 'sqs' ? { messageGroupId: SqsParameters?.MessageGroupId ?? null } : null;

/** The name by which people know the target. */
export const shortName = (arn: string) => arn.split(':').at(-1) ?? arn;
