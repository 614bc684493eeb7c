/** An error that an AWS endpoint answers with: its code, its HTTP status and the text for the caller. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}

export const validation = (message: string) => new AwsError('ValidationException', message, 400);
export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 404);
export const conflict = (message: string) => new AwsError('ConflictException', message, 409);
export const quotaExceeded = (message: string) => new AwsError('ServiceQuotaExceededException', message, 402);
export const throttled = () => new AwsError('ThrottlingException', 'Rate exceeded', 429);
export const internal = (message: string) => new AwsError('InternalServerException', message, 500);

/** The text of anything thrown. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
