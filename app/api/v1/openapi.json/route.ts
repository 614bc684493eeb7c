import { serveDescription } from '@/lib/api/serve-description';

const answer = (request: Request) => serveDescription(request);

/** The description of the API (OpenAPI 3.1), for everybody: it tells nothing of what is there. */
export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
