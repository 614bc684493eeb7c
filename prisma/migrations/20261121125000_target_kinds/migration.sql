-- Step Functions state machines, and any other target of EventBridge Scheduler kept as it is.
ALTER TYPE "TargetKind" ADD VALUE 'sfn';
ALTER TYPE "TargetKind" ADD VALUE 'other';
