import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes: what begins last would keep everybody waiting. */
const LONGEST = [
  'lib/sync/interleavings/memory.test.ts',
  'lib/sync/interleavings/http.test.ts',
  'lib/adopt/crash.test.ts',
  'lib/dispatch/soak.test.ts',
  'lib/auth/directory/hostile.test.ts',
];

const place = ({ moduleId }: TestSpecification): number => {
  const found = LONGEST.findIndex((file) => moduleId.endsWith(file));
  return found < 0 ? LONGEST.length : found;
};

/** The longest files first, the others in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((left, right) => place(left) - place(right));
  }
}
