/** Files that have a process to themselves: they replace modules for good, or measure the memory that they take. */
export const APART = [
  'app/(main)/protected.test.tsx',
  'lib/api/caller.test.ts',
  'lib/audit/export/memory.test.ts',
  'lib/audit/retention/turn.test.ts',
  'lib/dispatch/engine/insist.test.ts',
  'lib/sync/interleavings/http.test.ts',
  'lib/sync/interleavings/memory.test.ts',
];
