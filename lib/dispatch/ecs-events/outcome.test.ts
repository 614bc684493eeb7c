import { expect, it } from 'vitest';
import { type EndedTask, runOfTasks } from './outcome';

const at = (seconds: number) => new Date(Date.UTC(2027, 0, 10, 9, 0, seconds));
const task = (more: Partial<EndedTask> = {}): EndedTask => ({
  taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/jobs/1',
  outcome: 'succeeded',
  reason: null,
  sure: true,
  createdAt: at(1),
  startedAt: at(5),
  stoppedAt: at(30),
  ...more,
});
const bad = (reason = 'Container report ended with exit code 1.') => task({ outcome: 'failed', reason });

it('a run has succeeded once all of its tasks have, from the first that began to the last that ended', () => {
  expect(runOfTasks([task()], 2)).toBeNull();
  const [first, last] = [task({ startedAt: null }), task({ startedAt: at(9), stoppedAt: at(50) })];
  expect(runOfTasks([first, last], 2)).toEqual({
    state: 'succeeded',
    reason: null,
    startedAt: at(1),
    endedAt: at(50),
  });
});

it('a run has failed as soon as one of its tasks has, with what each said', () => {
  expect(runOfTasks([task(), bad()], 3)).toMatchObject({
    state: 'failed',
    reason: 'Container report ended with exit code 1.',
  });
  expect(runOfTasks([bad('One.'), bad('Two.'), bad('One.')], 3)).toMatchObject({ reason: 'One. Two.' });
});

it('a run is unknown where Rota may not see how one of its tasks ended', () => {
  const unknown = task({ outcome: 'unknown', reason: 'Not allowed.' });
  expect(runOfTasks([task(), unknown], 2)).toMatchObject({ state: 'unknown', reason: 'Not allowed.' });
  expect(runOfTasks([bad('One.'), unknown], 2)).toMatchObject({
    state: 'failed',
    reason: 'One. Not allowed.',
  });
});

it('a run says that more tasks were started than there should be, and that its slot is not sure', () => {
  expect(runOfTasks([task(), task()], 1)).toMatchObject({
    state: 'succeeded',
    reason: '2 tasks were started for it, where 1 was to be.',
  });
  expect(runOfTasks([task({ sure: false })], 1)?.reason).toBe(
    'ECS does not say for which slot it was started: this is the last one before.',
  );
});

it('no task makes no run', () => {
  expect(runOfTasks([], 0)).toBeNull();
});
