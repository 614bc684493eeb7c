import { z } from 'zod';
import { messageOf } from './errors';
import { startLocalAws } from './start';

const names = z
  .string()
  .default('')
  .transform((list) => list.split(',').flatMap((name) => name.trim() || []));
const port = z.number().int().min(0).max(65_535).optional();
const ports = z.strictObject({
  scheduler: port,
  sqs: port,
  sns: port,
  lambda: port,
  ecs: port,
  sts: port,
  iam: port,
  events: port,
  secretsmanager: port,
});

/** A variable that holds an object as JSON. */
const json = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .default('{}')
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `not JSON: ${messageOf(error)}` });
        return z.NEVER;
      }
    })
    .pipe(schema);

const environment = z.object({
  LOCAL_AWS_DATABASE_URL: z.string().min(1),
  ROTA_DATA_DIR: z.string().min(1),
  LOCAL_AWS_FUNCTIONS_DIR: z.string().min(1),
  LOCAL_AWS_TASKS_DIR: z.string().min(1),
  LOCAL_AWS_PORTS: json(ports),
  LOCAL_AWS_QUEUES: names,
  LOCAL_AWS_TOPICS: names,
  LOCAL_AWS_TASK_EVENT_QUEUE: z.string().optional(),
  LOCAL_AWS_SECRETS: json(z.record(z.string(), z.string())),
  LOCAL_AWS_UNASSUMABLE_ROLES: names,
  LOCAL_AWS_REGION: z.string().default('eu-central-1'),
});

const say = (entry: object) => process.stdout.write(`${JSON.stringify(entry)}\n`);

/** The local AWS endpoints as a process of its own: one line of JSON when ready, SIGTERM or SIGINT stops it. */
async function main(): Promise<void> {
  const read = environment.safeParse(process.env);
  if (!read.success) throw new Error(`Local AWS cannot start:\n${z.prettifyError(read.error)}`);
  const env = read.data;
  const aws = await startLocalAws({
    databaseUrl: env.LOCAL_AWS_DATABASE_URL,
    dataDir: env.ROTA_DATA_DIR,
    functionsDir: env.LOCAL_AWS_FUNCTIONS_DIR,
    tasksDir: env.LOCAL_AWS_TASKS_DIR,
    region: env.LOCAL_AWS_REGION,
    ports: Object.fromEntries(
      Object.entries(env.LOCAL_AWS_PORTS).filter(
        (entry): entry is [string, number] => entry[1] !== undefined,
      ),
    ),
    queues: env.LOCAL_AWS_QUEUES,
    ...(env.LOCAL_AWS_TASK_EVENT_QUEUE !== undefined && { taskEventQueue: env.LOCAL_AWS_TASK_EVENT_QUEUE }),
    topics: env.LOCAL_AWS_TOPICS,
    secrets: env.LOCAL_AWS_SECRETS,
    unassumableRoles: env.LOCAL_AWS_UNASSUMABLE_ROLES,
    log: (message, detail) => process.stderr.write(`${JSON.stringify({ message, ...detail })}\n`),
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    aws.stop().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`${messageOf(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  say({ ready: true, endpoints: aws.endpoints });
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
