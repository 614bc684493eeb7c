import { describe, expect, it } from 'vitest';
import { readTaskEvent } from './event';

const PLACE = { accountId: '111122223333', region: 'us-west-2' };
const arn = (resource: string) => `arn:aws:ecs:us-west-2:111122223333:${resource}`;

/** The fields that the developer guide of Amazon ECS shows (Amazon ECS task state change events), those that Rota passes over among them. */
const DETAIL = {
  attachments: [{ id: '1789bcae', type: 'eni', status: 'DELETED', details: [] }],
  availabilityZone: 'us-west-2c',
  clusterArn: arn('cluster/jobs'),
  containers: [
    {
      containerArn: arn('container/jobs/c13b4cb40f1f4fe4a2971f76ae5a47ad/cf159fd6'),
      exitCode: 0,
      lastStatus: 'STOPPED',
      name: 'report',
      taskArn: arn('task/jobs/c13b4cb40f1f4fe4a2971f76ae5a47ad'),
      cpu: '0',
    },
    { name: 'proxy', lastStatus: 'STOPPED', reason: 'CannotPullContainerError' },
  ],
  createdAt: '2020-01-23T17:57:34.402Z',
  launchType: 'FARGATE',
  desiredStatus: 'STOPPED',
  group: 'family:report',
  lastStatus: 'STOPPED',
  overrides: { containerOverrides: [{ name: 'report', environment: [{ name: 'TOKEN', value: 'hunter2' }] }] },
  startedAt: '2020-01-23T17:57:58.1Z',
  startedBy: 'chronos-schedule/aaaaaaaaaaaaaaaa-bb',
  stopCode: 'EssentialContainerExited',
  stoppedAt: '2020-01-23T17:59:12.001Z',
  stoppedReason: 'Essential container in task exited',
  taskArn: arn('task/jobs/c13b4cb40f1f4fe4a2971f76ae5a47ad'),
  taskDefinitionArn: arn('task-definition/report:7'),
  version: 5,
};
const EVENT = {
  version: '0',
  id: '3317b2af-7005-947d-b652-f55e762e571a',
  'detail-type': 'ECS Task State Change',
  source: 'aws.ecs',
  account: '111122223333',
  time: '2020-01-23T17:59:12Z',
  region: 'us-west-2',
  resources: [DETAIL.taskArn],
  detail: DETAIL,
};
const read = (detail: object = {}, more: object = {}) =>
  readTaskEvent(JSON.stringify({ ...EVENT, ...more, detail: { ...DETAIL, ...detail } }), PLACE);

describe('an event of a task', () => {
  it('says which AWS schedule started it and how its containers ended, and nothing of its overrides', () => {
    const end = read();
    expect(end).toEqual({
      taskArn: DETAIL.taskArn,
      clusterArn: DETAIL.clusterArn,
      taskDefinitionArn: DETAIL.taskDefinitionArn,
      targetId: 'aaaaaaaaaaaaaaaa',
      scheduleIdBegin: 'bb',
      version: 5,
      createdAt: new Date('2020-01-23T17:57:34.402Z'),
      startedAt: new Date('2020-01-23T17:57:58.100Z'),
      stoppedAt: new Date('2020-01-23T17:59:12.001Z'),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { name: 'report', exitCode: 0, reason: null },
        { name: 'proxy', exitCode: null, reason: 'CannotPullContainerError' },
      ],
    });
    expect(JSON.stringify(end)).not.toContain('hunter2');
  });

  it.each(['0000-01-01T00:00:00Z', '2020-01-23T17:57:34.401Z', '2020-01-23T17:59:12.002Z'])(
    'is not believed that it started at %s: it was not there then',
    (startedAt) => {
      expect(read({ startedAt })).toMatchObject({ startedAt: null });
    },
  );

  it('may name more of its schedule than ECS does today', () => {
    const startedBy = 'chronos-schedule/aaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb';
    expect(read({ startedBy })).toMatchObject({ scheduleIdBegin: 'bbbbbbbbbbbbbbbb' });
  });

  it.each([
    ['has not ended', { lastStatus: 'DEPROVISIONING', stoppedAt: undefined }],
    ['Rota itself started', { startedBy: 'rota/aaaaaaaaaaaaaaaa' }],
    ['a service started', { startedBy: 'ecs-svc/2770844949256052681' }],
    ['a person started', { startedBy: undefined }],
    ['a schedule of others started', { startedBy: 'chronos-schedule/gold-coast-data-lak' }],
  ])('of a task that %s says nothing to Rota', (_, detail) => {
    expect(read(detail)).toBe('other');
  });

  it.each([
    ['of another account', {}, { account: '999988887777' }],
    ['of another Region', {}, { region: 'eu-west-1' }],
    ['of another service', {}, { source: 'aws.batch' }],
    ['of something else', {}, { 'detail-type': 'ECS Service Action' }],
    ['of a task in another cluster than it says', { taskArn: arn('task/other/c13b4cb4') }, {}],
    [
      'of a task in another account than it says',
      { clusterArn: DETAIL.clusterArn.replace('1111', '9999') },
      {},
    ],
    ['of a task that ended before it was made', { stoppedAt: '2020-01-23T17:57:34.401Z' }, {}],
    ['of a task without an id', { taskArn: `${arn('task/jobs/')}\0` }, {}],
    ['of a task that ran for years', { createdAt: '0000-01-01T00:00:00Z' }, {}],
    ['of a task that ended and has no time of it', { stoppedAt: undefined }, {}],
    ['without a version', { version: undefined }, {}],
    ['with an exit code that is none', { containers: [{ name: 'report', exitCode: '0' }] }, {}],
  ])('%s is none', (_, detail, more) => {
    expect(read(detail, more)).toBe('none');
  });

  it.each(['', 'null', '[]', '{', '{"detail":{}}'])('is not %s', (text) => {
    expect(readTaskEvent(text, PLACE)).toBe('none');
  });
});
