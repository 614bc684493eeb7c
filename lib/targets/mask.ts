/** What people see in place of a secret, and what leaves it unchanged when it is saved again. */
export const MASK = '••••••••';
