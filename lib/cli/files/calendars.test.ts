import { expect, it } from 'vitest';
import { calendarNames } from './calendars';

const all = [
  { id: 'own', name: 'Holidays', team: 'Finance' },
  { id: 'everybodys', name: 'Holidays', team: null },
  { id: 'plain', name: 'Year end', team: null },
  { id: 'other', name: 'Fairs', team: 'Sales' },
];

it.each([
  ['an id as its name', ['plain'], ['Year end']],
  ['one that is named twice once', ['Year end', 'plain', 'Year end'], ['Year end']],
  [
    'everybody’s by its id, where the team has its own of that name',
    ['everybodys', 'own'],
    ['Holidays', 'everybodys'],
  ],
  ['the team’s own, where a name fits both', ['Holidays'], ['Holidays']],
  ['what the team can’t follow as it was written', ['Fairs', 'other'], ['Fairs', 'other']],
])('Calendars are told the same however they were named: %s', (_, named, expected) => {
  expect(calendarNames(named, 'Finance', all)).toEqual(expected);
});
