import { z } from 'zod';
import { ExpressionError, parseExpression } from '@/lib/timing/expression';
import { isTimeZone } from '@/lib/timing/zone';

export const expressionText = z
  .string('Enter when it runs.')
  .trim()
  .min(1, 'Enter when it runs, as in cron(0 9 ? * MON-FRI *).')
  .max(256, 'An expression has at most 256 characters.')
  .superRefine((text, context) => {
    try {
      parseExpression(text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      context.addIssue({ code: 'custom', message: error.message, params: { suggestion: error.suggestion } });
    }
  });

export const timeZoneName = z
  .string('Choose a time zone.')
  .refine(isTimeZone, 'Choose an IANA time zone, as in Europe/London.');
