import { z } from 'zod';
import type { Place } from './arn';
import { inputProblem } from './delivery';
import * as ecs from './kinds/ecs';
import * as lambda from './kinds/lambda';
import * as other from './kinds/other';
import * as sfn from './kinds/sfn';
import * as sns from './kinds/sns';
import * as sqs from './kinds/sqs';
import * as webhook from './kinds/webhook';

/**
 * One thing to run, as entered: a form of one kind, checked against the account and Region it must be in. Whether it can
 * be delivered as its schedule is to be is for the schedule to check.
 */
export const anyTarget = (place: Place) =>
  z.discriminatedUnion(
    'kind',
    [
      ecs.schema(place),
      lambda.schema(place),
      sqs.schema(place),
      sns.schema(place),
      sfn.schema(place),
      webhook.schema(place),
      other.schema(place),
    ],
    {
      error:
        'Choose what to run: an ECS task, a Lambda function, an SQS queue, an SNS topic, a Step Functions state machine, a webhook or another AWS target.',
    },
  );

/** The same, for delivery by EventBridge Scheduler itself: what AWS has is delivered so. */
export const targetInput = (place: Place) =>
  anyTarget(place).superRefine(({ input }, context) => {
    const message = input === null ? null : inputProblem(input, 'direct');
    if (message) context.addIssue({ code: 'custom', path: ['input'], message });
  });

export type TargetInput = z.output<ReturnType<typeof anyTarget>>;
