/** A request that is refused before any command is asked: its message may be told, its status is the HTTP status. */
export class ApiRefusal extends Error {
  override name = 'ApiRefusal';

  constructor(
    readonly status: 400 | 401 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 429,
    message: string,
    /** Headers of the answer, as `Retry-After`. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
