/**
 * What Rota must be allowed in an environment, by what it is allowed on: a schedule of its group, the group itself, or
 * anything. The Terraform module grants just this; a test holds the two together.
 */
export const KEEP = {
  schedule: [
    'scheduler:CreateSchedule',
    'scheduler:DeleteSchedule',
    'scheduler:GetSchedule',
    'scheduler:UpdateSchedule',
  ],
  group: [
    'scheduler:CreateScheduleGroup',
    'scheduler:GetScheduleGroup',
    'scheduler:ListTagsForResource',
    'scheduler:TagResource',
  ],
  any: ['scheduler:ListSchedules'],
} as const;

/** What the checks and the pickers of targets use, by what it is allowed on; without it they know less. */
export const LOOK = {
  any: [
    'ecs:DescribeTaskDefinition',
    'ecs:ListClusters',
    'ecs:ListTaskDefinitionFamilies',
    'lambda:ListFunctions',
    'sns:ListTopics',
    'sqs:ListQueues',
  ],
  cluster: ['ecs:DescribeClusters'],
  function: ['lambda:GetFunction'],
  queue: ['sqs:GetQueueAttributes'],
  topic: ['sns:GetTopicAttributes'],
  /** A role that targets use. */
  role: ['iam:GetRole', 'iam:SimulatePrincipalPolicy'],
} as const;

/** What Rota takes messages with: on the dispatch queue, the dead-letter queue and the queue of task events. */
export const DELIVER = {
  queue: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
} as const;
