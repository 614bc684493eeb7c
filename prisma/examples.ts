import { type DispatchPlace, dispatchProblem, type Policies } from '@/lib/schedules/delivery';
import type { Place } from '@/lib/targets/arn';
import type { Delivery } from '@/lib/targets/delivery';

export const TEAMS = ['Player Services', 'CRM', 'Finance'] as const;

type Example = {
  team: (typeof TEAMS)[number];
  name: string;
  owner: string;
  description: string;
  tags: string[];
  expression: string;
  timeZone: string;
  flexibleMinutes?: number;
  delivery?: Delivery;
  overlap?: Policies['overlap'];
  /** Names of calendars that it follows. */
  calendars?: string[];
  targets: object[];
  state?: 'paused' | 'disabled';
  stateReason?: string;
};

/**
 * Believable schedules of three teams. One can't go live because its role trusts nobody; a few are delivered through
 * Rota where the environment has what that needs.
 */
export function examples({ accountId, region, ...dispatch }: Place & DispatchPlace): Example[] {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${accountId}:${rest}`;
  const common = {
    roleArn: `arn:aws:iam::${accountId}:role/rota-scheduler`,
    retryAttempts: 3,
    maxAgeSeconds: 3600,
    deadLetterArn: arn('sqs', 'dead-letters'),
  };
  const json = (value: object) =>
    JSON.stringify({ ...value, slot: '<aws.scheduler.scheduled-time>' }, null, 2);
  const sqs = (name: string, input: object) => ({
    ...common,
    kind: 'sqs',
    arn: arn('sqs', name),
    input: json(input),
  });
  const fifo = (name: string, group: string, input: object) => ({
    ...sqs(`${name}.fifo`, input),
    messageGroupId: group,
  });
  const sns = (name: string, input: object) => ({
    ...common,
    kind: 'sns',
    arn: arn('sns', name),
    input: json(input),
  });
  const lambda = (name: string, input: object) => ({
    ...common,
    kind: 'lambda',
    arn: arn('lambda', `function:${name}`),
    input: json(input),
  });
  const ecs = (family: string, input: object | null = null) => ({
    ...common,
    kind: 'ecs',
    arn: arn('ecs', 'cluster/default'),
    taskDefinition: arn('ecs', `task-definition/${family}`),
    subnets: ['subnet-0a1b2c3d'],
    securityGroups: ['sg-0a1b2c3d'],
    input: input && JSON.stringify(input, null, 2),
  });
  const through = (...targets: object[]) =>
    dispatchProblem(dispatch) === null
      ? { delivery: 'through' as const, targets: targets.map((one) => ({ ...one, deadLetterArn: null })) }
      : { targets };
  const players = { team: 'Player Services', owner: 'Mira Keller' } as const;
  const crm = { team: 'CRM', owner: 'Jonas Weber' } as const;
  const finance = { team: 'Finance', owner: 'Adaeze Obi' } as const;
  const [berlin, london, utc, malta] = ['Europe/Berlin', 'Europe/London', 'UTC', 'Europe/Malta'] as const;
  return [
    {
      ...players,
      name: 'Monthly player statements',
      description: 'Renders and mails the statement of the past month to every player.',
      tags: ['statements', 'regulated'],
      expression: 'cron(0 6 1 * ? *)',
      timeZone: malta,
      flexibleMinutes: 15,
      targets: [sqs('statements', { kind: 'monthly' }), lambda('send-statements', { month: 'previous' })],
    },
    {
      ...players,
      name: 'Statement reminders',
      description: 'Reminds players whose statement was not opened within a week.',
      tags: ['statements', 'e-mail'],
      expression: 'cron(0 10 8 * ? *)',
      timeZone: malta,
      targets: [sqs('statements', { kind: 'reminder' })],
    },
    {
      ...players,
      name: 'Heartbeat to the statement queue',
      description: 'A message a minute, so that the queue can be seen to work.',
      tags: ['monitoring'],
      expression: 'rate(1 minute)',
      timeZone: utc,
      targets: [sqs('statements', { kind: 'heartbeat' })],
    },
    {
      ...players,
      name: 'Responsible gaming check',
      description: 'Looks for players who crossed a limit and writes to them.',
      tags: ['regulated', 'e-mail'],
      expression: 'cron(0/30 6-22 * * ? *)',
      timeZone: malta,
      ...through({ ...lambda('send-statements', { check: 'limits' }), invocation: 'result' }),
      overlap: 'skip',
    },
    {
      ...players,
      name: 'Inactive account notice',
      description: 'The notice that the licence asks for before an account is closed.',
      tags: ['regulated'],
      expression: 'cron(0 9 ? * MON *)',
      timeZone: malta,
      targets: [lambda('send-statements', { kind: 'inactive' })],
    },
    {
      ...players,
      name: 'Self-exclusion export',
      description: 'Sends the self-exclusions of the day to the national register.',
      tags: ['regulated', 'export'],
      expression: 'cron(45 23 * * ? *)',
      timeZone: berlin,
      targets: [ecs('import-orders')],
      state: 'paused',
      stateReason: 'The register announced maintenance until Tuesday',
    },
    {
      ...players,
      name: 'Session clean-up',
      description: 'Removes sessions that ended more than a day ago.',
      tags: ['clean-up'],
      expression: 'rate(6 hours)',
      timeZone: utc,
      targets: [lambda('check-certificates', { task: 'sessions' })],
    },
    {
      ...players,
      name: 'Bonus expiry',
      description: 'Expires bonuses that were not used in time.',
      tags: ['bonus'],
      expression: 'cron(5 0 * * ? *)',
      timeZone: malta,
      targets: [fifo('orders', 'bonus', { task: 'expire' })],
    },
    {
      ...crm,
      name: 'Welcome e-mails',
      description: 'The first e-mail to everybody who registered within the hour.',
      tags: ['e-mail'],
      expression: 'cron(0 * * * ? *)',
      timeZone: london,
      targets: [sqs('statements', { template: 'welcome' })],
    },
    {
      ...crm,
      name: 'Weekend campaign',
      description: 'Starts the campaign of the weekend.',
      tags: ['campaign', 'e-mail'],
      expression: 'cron(0 16 ? * FRI *)',
      timeZone: london,
      calendars: ['England bank holidays'],
      targets: [sns('nightly-reports', { campaign: 'weekend' }), sqs('statements', { campaign: 'weekend' })],
    },
    {
      ...crm,
      name: 'Newsletter',
      description: 'On the first Tuesday of the month.',
      tags: ['e-mail'],
      expression: 'cron(30 9 ? * TUE#1 *)',
      timeZone: london,
      targets: [sqs('statements', { template: 'newsletter' })],
    },
    {
      ...crm,
      name: 'Birthday greetings',
      description: 'A greeting and a small bonus.',
      tags: ['e-mail', 'bonus'],
      expression: 'cron(0 8 * * ? *)',
      timeZone: london,
      targets: [sqs('statements', { template: 'birthday' })],
      state: 'disabled',
      stateReason: 'Legal is reviewing the text of the bonus',
    },
    {
      ...crm,
      name: 'Segment refresh',
      description: 'Recomputes the segments that campaigns use.',
      tags: ['reports'],
      expression: 'cron(0 3 * * ? *)',
      timeZone: berlin,
      targets: [
        ecs('nightly-report', {
          containerOverrides: [{ name: 'report', environment: [{ name: 'REPORT', value: 'segments' }] }],
        }),
      ],
    },
    {
      ...crm,
      name: 'Survey invitations',
      description: 'Asks a sample of players how support was.',
      tags: ['e-mail', 'survey'],
      expression: 'cron(0 18 ? * MON-FRI *)',
      timeZone: london,
      calendars: ['England bank holidays'],
      targets: [sqs('statements', { template: 'survey' })],
      state: 'paused',
      stateReason: 'Too many invitations went out last week',
    },
    {
      ...crm,
      name: 'Push token clean-up',
      description: 'Forgets devices that have not answered for 90 days.',
      tags: ['clean-up'],
      expression: 'cron(20 4 ? * SUN *)',
      timeZone: utc,
      targets: [lambda('check-certificates', { task: 'push-tokens' })],
    },
    {
      ...crm,
      name: 'Partner feed',
      description: 'Hands the daily figures to the affiliates. Its role is new and trusts nobody yet.',
      tags: ['export'],
      expression: 'cron(0 5 * * ? *)',
      timeZone: london,
      targets: [
        {
          ...sqs('reports', { feed: 'affiliates' }),
          roleArn: `arn:aws:iam::${accountId}:role/new-and-not-trusted`,
        },
      ],
    },
    {
      ...finance,
      name: 'Nightly revenue report',
      description: 'Gross and net revenue by product.',
      tags: ['reports'],
      expression: 'cron(30 2 * * ? *)',
      timeZone: berlin,
      flexibleMinutes: 30,
      targets: [ecs('nightly-report'), sns('nightly-reports', { report: 'revenue' })],
    },
    {
      ...finance,
      name: 'Month-end closing',
      description: 'Closes the books of the month on its last weekday.',
      tags: ['regulated', 'closing'],
      expression: 'cron(0 22 LW * ? *)',
      timeZone: berlin,
      targets: [
        fifo('orders', 'closing', { step: 'close' }),
        ecs('nightly-report'),
        sns('nightly-reports', { report: 'closing' }),
      ],
    },
    {
      ...finance,
      name: 'Payment reconciliation',
      description: 'Compares the payments of the past quarter of an hour with the provider.',
      tags: ['payments'],
      expression: 'cron(0/15 * * * ? *)',
      timeZone: utc,
      ...through(sqs('reports', { task: 'reconcile' }), sns('nightly-reports', { report: 'reconciled' })),
    },
    {
      ...finance,
      name: 'Exchange rates',
      description: 'Fetches the reference rates after they are published.',
      tags: ['reference data'],
      expression: 'cron(15 16 ? * MON-FRI *)',
      timeZone: berlin,
      ...through(lambda('check-certificates', { task: 'rates' })),
    },
    {
      ...finance,
      name: 'Tax report',
      description: 'The gaming duty of the month, on the fifth.',
      tags: ['reports', 'regulated'],
      expression: 'cron(0 7 5 * ? *)',
      timeZone: malta,
      targets: [ecs('nightly-report')],
    },
    {
      ...finance,
      name: 'Invoice run',
      description: 'Invoices to the partners on the nearest weekday to the fifteenth.',
      tags: ['invoices'],
      expression: 'cron(0 9 15W * ? *)',
      timeZone: london,
      calendars: ['England bank holidays'],
      targets: [sqs('reports', { task: 'invoices' })],
    },
    {
      ...finance,
      name: 'Chargeback import',
      description: 'Imports the chargebacks of the card schemes.',
      tags: ['payments', 'import'],
      expression: 'rate(4 hours)',
      timeZone: utc,
      calendars: ['Year-end freeze'],
      targets: [ecs('import-orders')],
    },
    {
      ...finance,
      name: 'Ledger archive',
      description: 'Moves ledger entries of last year to the archive.',
      tags: ['clean-up'],
      expression: 'cron(0 1 2 1 ? *)',
      timeZone: utc,
      calendars: ['Year-end freeze'],
      targets: [ecs('nightly-report')],
      state: 'disabled',
      stateReason: 'Done by hand this year',
    },
    {
      ...finance,
      name: 'Licence fee reminder',
      description: 'Once, before the fee of the new year is due.',
      tags: ['regulated'],
      expression: `at(${new Date().getUTCFullYear() + 1}-12-15T09:00:00)`,
      timeZone: malta,
      targets: [sns('nightly-reports', { reminder: 'licence fee' })],
    },
  ];
}
