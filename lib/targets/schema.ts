import { z } from 'zod';
import type { Place } from './arn';
import * as ecs from './kinds/ecs';
import * as lambda from './kinds/lambda';
import * as sns from './kinds/sns';
import * as sqs from './kinds/sqs';

/** One thing to run, as entered: a form of one kind, checked against the account and Region it must be in. */
export const targetInput = (place: Place) =>
  z.discriminatedUnion(
    'kind',
    [ecs.schema(place), lambda.schema(place), sqs.schema(place), sns.schema(place)],
    {
      error: 'Choose what to run: an ECS task, a Lambda function, an SQS queue or an SNS topic.',
    },
  );

export type TargetInput = z.output<ReturnType<typeof targetInput>>;
