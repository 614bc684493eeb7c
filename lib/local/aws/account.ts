/** The account that every local resource belongs to. */
export const ACCOUNT = '000000000000';
