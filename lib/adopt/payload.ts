/** What stands in a shown payload for what each run sets anew. */
const TIME = '<time of the run>';
const ID = '<id of the event>';

type Place = { accountId: string; region: string };

const event = (fields: object) => JSON.stringify(fields, null, 2);

const ruleFields = ({ accountId, region }: Place, arn: string, id: string, time: string) => ({
  version: '0',
  id,
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: accountId,
  time,
  region,
  resources: [arn],
  detail: {},
});

/** The event that a rule sends where a target has no input (Creating a rule that runs on a schedule, EventBridge user guide). */
export const ruleEvent = (place: Place, arn: string) => event(ruleFields(place, arn, ID, TIME));

/** An input of EventBridge Scheduler that says the same: AWS fills in the two attributes at each run. */
export const imitatedEvent = (place: Place, arn: string) =>
  event(ruleFields(place, arn, '<aws.scheduler.execution-id>', '<aws.scheduler.scheduled-time>'));

/** The event that EventBridge Scheduler sends where a target has no input. */
export const schedulerEvent = ({ accountId, region }: Place, arn: string) =>
  event({
    version: '0',
    id: ID,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: TIME,
    region,
    resources: [arn],
    detail: '{}',
  });
