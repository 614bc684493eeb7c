import { DEMO_REGION, inherited, type Parts } from '@/scripts/demo/settings';
import type { Supervisor } from '@/scripts/demo/supervisor';

/** Starts the local AWS as a process of its own. @returns its endpoints */
export async function startAws(
  supervisor: Supervisor,
  folder: string,
  databaseUrl: string,
): Promise<Parts['endpoints']> {
  const aws = await supervisor.start({
    name: 'aws',
    command: [process.execPath, '--import', 'tsx', 'lib/local/aws/main.ts'],
    env: {
      ...inherited(),
      ROTA_DATA_DIR: folder,
      LOCAL_AWS_DATABASE_URL: databaseUrl,
      LOCAL_AWS_FUNCTIONS_DIR: 'lib/local/aws/examples/functions',
      LOCAL_AWS_TASKS_DIR: 'lib/local/aws/examples/tasks',
      LOCAL_AWS_REGION: DEMO_REGION,
    },
  });
  return aws.endpoints as Parts['endpoints'];
}
