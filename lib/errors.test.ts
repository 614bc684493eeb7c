import { describe, expect, it } from 'vitest';
import { conflict, forbidden, invalid, notFound, RotaError, unauthenticated } from './errors';

describe('errors', () => {
  it.each([
    [unauthenticated(), 'unauthenticated', 401],
    [forbidden('No.'), 'forbidden', 403],
    [notFound('This schedule'), 'not-found', 404],
    [conflict('Taken.', { by: 'Ada' }), 'conflict', 409],
    [invalid([{ path: 'name', message: 'Too long.' }]), 'invalid', 422],
  ])('%s has its code and status', (error, code, status) => {
    expect(error).toBeInstanceOf(RotaError);
    expect([error.code, error.status]).toEqual([code, status]);
  });

  it('carries what is there instead', () => {
    expect(conflict('Taken.', { by: 'Ada' }).conflict).toEqual({ by: 'Ada' });
  });

  it('says the one thing that is wrong, or how many there are', () => {
    const fields = [
      { path: 'name', message: 'Too long.' },
      { path: 'owner', message: 'Empty.' },
    ];
    expect(invalid(fields.slice(0, 1)).message).toBe('Too long.');
    expect(invalid(fields)).toMatchObject({ message: '2 fields need your attention.', fields });
  });
});
