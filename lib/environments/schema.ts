import { z } from 'zod';
import { arnProblem, parseArn } from '@/lib/targets/arn';
import { delivery } from '@/lib/targets/delivery';
import { QUEUE_FIELDS, queueRule } from '@/lib/targets/environment-queues';
import { oneLine, optional } from '@/lib/targets/fields';

export const environmentId = z
  .string('Choose an environment.')
  .regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'Choose an environment of the list.');

const roleArn = z
  .string('Enter the ARN of a role.')
  .trim()
  .max(2048, 'An ARN has at most 2048 characters.')
  .regex(
    /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'This is not the ARN of a role. It looks like arn:aws:iam::123456789012:role/rota-app.',
  );

const queueArn = z
  .string('Enter the ARN of a queue.')
  .trim()
  .max(1600, 'An ARN has at most 1600 characters.');

/** An environment as an administrator enters it. The external id is never theirs to choose: Rota makes it up. */
export const environmentInput = z
  .strictObject({
    name: oneLine('The name', 50),
    accountId: z
      .string('Enter the AWS account.')
      .trim()
      .regex(/^\d{12}$/, 'Enter the 12 digits of the AWS account, as in 123456789012.'),
    region: z
      .string('Enter the Region.')
      .trim()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'Enter a Region, as in eu-west-1.'),
    groupName: z
      .string('Enter the schedule group.')
      .trim()
      .regex(/^[0-9a-zA-Z-_.]{1,64}$/, 'Enter 1 to 64 letters, digits, - _ or a full stop, as in rota.')
      .refine((name) => name !== 'default', 'AWS keeps the group default for everybody. Choose another.'),
    production: z.boolean('Choose yes or no.'),
    /** The role that Rota assumes there; null: it acts with its own credentials. */
    roleArn: optional(roleArn).default(null),
    /** Where what Rota delivers itself waits. */
    dispatchQueueArn: optional(queueArn).default(null),
    /** Offered to new targets. */
    deadLetterQueueArn: optional(queueArn).default(null),
    /** Where ECS tells of tasks that EventBridge Scheduler started itself. */
    taskEventQueueArn: optional(queueArn).default(null),
    /** With this role EventBridge Scheduler posts into the dispatch queue. */
    dispatchRoleArn: optional(roleArn).default(null),
    /** Of new schedules, unless somebody chooses. */
    defaultDelivery: delivery.default('direct'),
    /** Whether what targets answer is kept with their runs; null: where it is not production. */
    keepAnswers: z.boolean('Choose yes or no.').nullable().default(null),
  })
  .superRefine((environment, context) => {
    const { dispatchQueueArn, deadLetterQueueArn, taskEventQueueArn } = environment;
    for (const field of QUEUE_FIELDS) {
      const arn = environment[field];
      const message = arn && arnProblem(arn, queueRule(field), environment);
      if (message) context.addIssue({ code: 'custom', path: [field], message });
    }
    if (dispatchQueueArn !== null && dispatchQueueArn === deadLetterQueueArn)
      context.addIssue({
        code: 'custom',
        path: ['deadLetterQueueArn'],
        message: 'This is the dispatch queue. Name another: dead letters would be dispatched.',
      });
    if (taskEventQueueArn !== null && [dispatchQueueArn, deadLetterQueueArn].includes(taskEventQueueArn))
      context.addIssue({
        code: 'custom',
        path: ['taskEventQueueArn'],
        message: 'This queue is named above. Name another: what is no task event would be removed from it.',
      });
  })
  .superRefine(({ accountId, ...roles }, context) => {
    for (const path of ['roleArn', 'dispatchRoleArn'] as const) {
      const account = roles[path] === null ? accountId : parseArn(roles[path])?.account;
      if (account === accountId) continue;
      context.addIssue({
        code: 'custom',
        path: [path],
        message: `This role is in account ${account}, but the environment is account ${accountId}.`,
      });
    }
  })
  .superRefine(({ defaultDelivery, ...dispatch }, context) => {
    if (defaultDelivery === 'direct') return;
    for (const path of ['dispatchQueueArn', 'dispatchRoleArn'] as const)
      if (dispatch[path] === null)
        context.addIssue({
          code: 'custom',
          path: [path],
          message:
            'Delivery through Rota needs it: enter its ARN, or let new schedules be delivered directly.',
        });
  });

export type EnvironmentInput = z.output<typeof environmentInput>;
