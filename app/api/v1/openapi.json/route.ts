import { serveDescription } from '@/lib/api/serve-description';

/** The description of the API (OpenAPI 3.1), for everybody: it tells nothing of what is there. */
export const GET = (request: Request) => serveDescription(request);
