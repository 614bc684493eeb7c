import { STATUS_CODES } from 'node:http';

/** What every refusal says to a program, as RFC 9457 has it. */
export type PlainProblem = {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  requestId: string;
};

export const plainProblem = (status: number, detail: string, requestId: string): PlainProblem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? '',
  status,
  detail,
  requestId,
});
