import { serve } from '@/lib/api/serve';

type Given = { params: Promise<{ path?: string[] }> };

const answer = async (request: Request, { params }: Given) => serve(request, (await params).path ?? []);

/** Every path of the API: lib/api/endpoints has them all. */
export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
