import { z } from 'zod';

export const FORMATS = ['csv', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

export const formatField = z.enum(FORMATS, `Choose one of: ${FORMATS.join(', ')}.`);

export const CONTENT_TYPES: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl',
};

/** Stands before CSV: without it a spreadsheet takes UTF-8 for the code page of its own system. */
export const BYTE_ORDER_MARK = '\uFEFF';
