import type { JsonObject } from '../json';

/** What a caller sets, after validation; timestamps are epoch seconds. */
export interface ScheduleInput {
  Name: string;
  GroupName?: string;
  ClientToken?: string;
  Description?: string;
  ScheduleExpression: string;
  ScheduleExpressionTimezone?: string;
  StartDate?: number;
  EndDate?: number;
  FlexibleTimeWindow: { Mode: 'OFF' | 'FLEXIBLE'; MaximumWindowInMinutes?: number };
  State?: 'ENABLED' | 'DISABLED';
  ActionAfterCompletion?: 'NONE' | 'DELETE';
  KmsKeyArn?: string;
  Target: TargetInput;
}

export interface TargetInput {
  Arn: string;
  RoleArn: string;
  Input?: string;
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: { MaximumEventAgeInSeconds?: number; MaximumRetryAttempts?: number };
  SqsParameters?: { MessageGroupId?: string };
  EcsParameters?: EcsParameters;
  EventBridgeParameters?: JsonObject;
  KinesisParameters?: JsonObject;
  SageMakerPipelineParameters?: JsonObject;
}

export interface EcsParameters {
  TaskDefinitionArn: string;
  TaskCount?: number;
  LaunchType?: 'EC2' | 'FARGATE' | 'EXTERNAL';
  Group?: string;
  PlatformVersion?: string;
  ReferenceId?: string;
  EnableECSManagedTags?: boolean;
  EnableExecuteCommand?: boolean;
  PropagateTags?: 'TASK_DEFINITION';
  NetworkConfiguration?: {
    awsvpcConfiguration?: {
      Subnets: string[];
      SecurityGroups?: string[];
      AssignPublicIp?: 'ENABLED' | 'DISABLED';
    };
  };
}

/** A schedule as GetSchedule shows it, less its name, ARN and dates: every default is filled in. */
export type ScheduleBody = Omit<ScheduleInput, 'Name' | 'GroupName' | 'ClientToken' | 'Target'> & {
  ScheduleExpressionTimezone: string;
  State: 'ENABLED' | 'DISABLED';
  ActionAfterCompletion: 'NONE' | 'DELETE';
  Target: Target;
};

export type Target = TargetInput & {
  RetryPolicy: { MaximumEventAgeInSeconds: number; MaximumRetryAttempts: number };
};

/** Fills in what AWS fills in: an omitted member is reset, on update too. */
export function withDefaults(input: ScheduleInput): ScheduleBody {
  const { Name: _, GroupName: __, ClientToken: ___, Target, ...rest } = input;
  return {
    ...rest,
    ScheduleExpressionTimezone: input.ScheduleExpressionTimezone ?? 'UTC',
    State: input.State ?? 'ENABLED',
    ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
    Target: {
      ...Target,
      ...(Target.EcsParameters && {
        EcsParameters: { ...Target.EcsParameters, TaskCount: Target.EcsParameters.TaskCount ?? 1 },
      }),
      RetryPolicy: {
        MaximumEventAgeInSeconds: Target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
        MaximumRetryAttempts: Target.RetryPolicy?.MaximumRetryAttempts ?? 185,
      },
    },
  };
}
