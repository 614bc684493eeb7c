export const dynamic = 'force-dynamic';

/** Whether this process answers; it asks nobody else. */
export const GET = () => Response.json({ status: 'ok' });
