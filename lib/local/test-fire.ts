import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { TEST_PLACE, type TestProduct } from './test-product';
import { awsOf, settle } from './test-sync';

/** Lets EventBridge Scheduler fire what Rota keeps there of a schedule's first target, as if its time had been then. */
export async function fire(product: TestProduct<{ aws: true }>, scheduleId: string, at: Date): Promise<void> {
  const scheduler = new SchedulerClient({ region: TEST_PLACE.region });
  await settle(product.database);
  const [row] = await awsOf(product.database, scheduleId);
  const {
    $metadata: _,
    Arn: _arn,
    CreationDate: _at,
    ...kept
  } = await scheduler.send(new GetScheduleCommand({ Name: row?.name, GroupName: row?.group }));
  const { Name, Target, FlexibleTimeWindow } = kept;
  await scheduler.send(
    new UpdateScheduleCommand({
      ...kept,
      Name,
      Target,
      FlexibleTimeWindow,
      ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
      ScheduleExpressionTimezone: 'UTC',
      StartDate: undefined,
    }),
  );
  scheduler.destroy();
  await product.aws.scheduler.engine.idle();
}
