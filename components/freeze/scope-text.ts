import type { Scope } from '@/lib/freeze/schema';

/** What a freeze covers, as in `Team Finance`. */
export function scopeText({ scope, name }: { scope: Scope; name: string | null }): string {
  switch (scope) {
    case 'all':
      return 'All schedules';
    case 'environment':
      return `Environment ${name}`;
    case 'team':
      return `Team ${name}`;
  }
}
