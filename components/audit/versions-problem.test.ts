import { expect, it } from 'vitest';
import { problemLabel } from './versions-problem';

it.each([
  ['schedule.expression', 'Expression'],
  ['schedule.endLocal', 'End'],
  ['schedule.calendarIds', 'Calendars'],
  ['schedule.targets.0.roleArn', 'Target 1, role'],
  ['schedule.targets.1', 'Target 2'],
  ['version', 'Version'],
])('names the field of %s', (path, label) => expect(problemLabel(path)).toBe(label));
