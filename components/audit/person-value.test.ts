import { describe, expect, it } from 'vitest';
import { nameOf, personValue } from './person-value';

const people = [
  { id: '1', name: 'Ada Marsh' },
  { id: '2', name: 'Kim Lee' },
  { id: '3', name: 'Kim Lee' },
];

describe('a typed person', () => {
  it('is the one of that name', () => expect(personValue(people, 'Ada Marsh')).toBe('1'));
  it.each(['Kim Lee', 'Ada', 'system:clock', ''])('stays what was typed: %j', (typed) =>
    expect(personValue(people, typed)).toBe(typed),
  );
  it.each([
    ['1', 'Ada Marsh'],
    ['4', '4'],
    ['Kim', 'Kim'],
  ])('%s reads as %s', (value, name) => expect(nameOf(people, value)).toBe(name));
});
