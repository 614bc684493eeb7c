import { z } from 'zod';
import type { Place } from './arn';
import * as ecs from './kinds/ecs';
import * as lambda from './kinds/lambda';
import * as other from './kinds/other';
import * as sfn from './kinds/sfn';
import * as sns from './kinds/sns';
import * as sqs from './kinds/sqs';

/** One thing to run, as entered: a form of one kind, checked against the account and Region it must be in. */
export const targetInput = (place: Place) =>
  z.discriminatedUnion(
    'kind',
    [
      ecs.schema(place),
      lambda.schema(place),
      sqs.schema(place),
      sns.schema(place),
      sfn.schema(place),
      other.schema(place),
    ],
    {
      error:
        'Choose what to run: an ECS task, a Lambda function, an SQS queue, an SNS topic, a Step Functions state machine or another AWS target.',
    },
  );

export type TargetInput = z.output<ReturnType<typeof targetInput>>;
