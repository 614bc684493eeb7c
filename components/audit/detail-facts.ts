import { pathText, sideText } from '@/components/ui/difference-text';
import type { Fact } from '@/components/ui/facts';

/** What an activity row keeps besides its envelope, as labelled values. */
export const detailFacts = (details: Record<string, unknown>): Fact[] =>
  Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({ label: pathText(name), value: sideText(value).text }));
