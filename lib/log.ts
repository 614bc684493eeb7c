import pino from 'pino';

/** A level that is none is told by lib/env.ts, together with all else that is wrong. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** JSON lines on standard output. Passwords, cookies and keys never reach it, whatever is logged. */
export const log = pino({
  level: LEVELS.find((level) => level === process.env.LOG_LEVEL) ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ['password', '*.password', 'cookie', '*.cookie', 'authorization', '*.authorization', '*.secret'],
    censor: '[redacted]',
  },
});
