import type { ScheduleForm } from '@/lib/schedules/form';
import { KINDS } from '@/lib/targets/registry';

const LABELS: Record<string, string> = {
  name: 'Name',
  teamId: 'Team',
  environmentId: 'Environment',
  owner: 'Owner',
  description: 'Description',
  tags: 'Tags',
  'timing.local': 'Date and time',
  'timing.every': 'Interval',
  'timing.after': 'After the previous run',
  'timing.times': 'Times',
  'timing.weekdays': 'Days of the week',
  'timing.dates': 'Days of the month',
  'timing.nearest': 'Day of the month',
  'timing.months': 'Months',
  'timing.second': 'Second',
  'timing.expression': 'Expression',
  timeZone: 'Time zone',
  startLocal: 'Starts',
  endLocal: 'Ends',
  flexibleMinutes: 'Flexible window',
  calendarIds: 'Calendars',
  targets: 'What runs',
  arn: 'ARN',
  taskDefinition: 'task definition',
  launchType: 'launch type',
  subnets: 'subnets',
  securityGroups: 'security groups',
  assignPublicIp: 'public IP address',
  taskCount: 'number of tasks',
  messageGroupId: 'message group',
  roleArn: 'role',
  input: 'input',
  secretFields: 'secret fields',
  retryAttempts: 'retries',
  maxAge: 'retry time',
  deadLetterArn: 'dead-letter queue',
  timeoutSeconds: 'time-out',
  safeToRepeat: 'safe to repeat',
  invocation: 'result',
  gateId: 'gate',
  headers: 'headers',
  waitsForCallback: 'call-back',
  callbackHours: 'time to call back',
  delivery: 'Delivery',
  overlap: 'Overlap',
  afterPause: 'After a pause',
  ifLate: 'If late',
  graceSeconds: 'Grace',
  pauseAfterFailures: 'Pause after failures',
};

/** How people know a field, as in `Target 2 (SQS queue), role`; null where it is the form as a whole. */
export function fieldLabel(path: string, { targets }: ScheduleForm): string | null {
  const [, index, field] = /^targets\.(\d+)(?:\.(.+))?$/.exec(path) ?? [];
  if (index === undefined) return LABELS[path] ?? null;
  const target = targets[Number(index)];
  const name = `Target ${Number(index) + 1}${target ? ` (${KINDS[target.kind].label})` : ''}`;
  const label = field && LABELS[field.replace(/^headers\..*$/, 'headers')];
  return label ? `${name}, ${label}` : name;
}
