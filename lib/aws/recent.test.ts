import { expect, it } from 'vitest';
import { recent } from './recent';

it('makes a value once, and again where it was let go as the one not used for longest', () => {
  const made: string[] = [];
  const of = recent<string>(2);
  const make = (key: string) => {
    made.push(key);
    return key.toUpperCase();
  };
  const get = (key: string) => of(key, () => make(key));
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
