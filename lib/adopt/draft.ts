import type { AwsTarget } from '@/lib/aws/scheduler';

/** What one target receives before and after. */
export type Payload = { target: string; before: string; after: string };

/** What is known of an original, in the words of schedules. */
export type Draft = {
  timing: { expression: string; timeZone: string; startLocal: string | null; endLocal: string | null };
  flexibleMinutes: number;
  description: string;
  state: 'on' | 'disabled';
  targets: AwsTarget[];
  refusals: string[];
  notes: string[];
  payloads: Payload[];
};

/** What is said of a rate whose beginning AWS does not tell. */
export const RATE =
  'It counts from when it was made, which AWS does not tell: the rate begins anew at the full minute after it is taken over.';
