import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Service } from '@/lib/local/aws/start';
import { DEMO_DIRECTORY_ENV } from '@/lib/local/directory/accounts';

export const DEMO_REGION = 'eu-central-1';
export const DEMO_ACCOUNT = '000000000000';
export const DEMO_TASK_EVENT_QUEUE = 'rota-task-events';
export const DEMO_QUEUES = [
  'statements',
  'orders.fifo',
  'reports',
  'dead-letters',
  'rota-dispatch',
  DEMO_TASK_EVENT_QUEUE,
];
export const DEMO_TOPICS = ['nightly-reports'];
/** Of Secrets Manager: by name, what each holds. */
export const DEMO_SECRETS = { 'billing/api': '{"token":"demo-token"}' };
/** A role whose trust policy was never written: what fails in the demo fails because of it. */
export const BROKEN_ROLE = `arn:aws:iam::${DEMO_ACCOUNT}:role/new-and-not-trusted`;

export type Parts = {
  dataDir: string;
  port: number;
  appUrl: string;
  maintenanceUrl: string;
  ldaps: { url: string; caFile: string };
  endpoints: Record<Service, string>;
};

/** The environment that web, worker and seed run in: that of .env.example, with the embedded parts in it. */
export function productEnv(parts: Parts): Record<string, string> {
  const { secret, encryptionKey } = secrets(parts.dataDir);
  const audit = auditFiles(parts.dataDir);
  return {
    ...inherited(),
    NODE_ENV: 'production',
    ROTA_DEMO: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(parts.port),
    HOST: '127.0.0.1',
    ROTA_URL: `http://localhost:${parts.port}`,
    ROTA_SECRET: secret,
    ROTA_ENCRYPTION_KEY: encryptionKey,
    ROTA_ENVIRONMENT: 'Demo',
    ROTA_AUDIT_KEY_FILE: audit.key,
    ROTA_AUDIT_DIGESTS: audit.digests,
    DATABASE_URL: parts.appUrl,
    DATABASE_MAINTENANCE_URL: parts.maintenanceUrl,
    LDAP_URL: parts.ldaps.url,
    LDAP_CA_FILE: parts.ldaps.caFile,
    // Webhooks may lead to this machine, with a certificate of the demo's own authority.
    ROTA_ALLOWED_PRIVATE_HOSTS: 'localhost',
    ROTA_WEBHOOK_CA_FILE: parts.ldaps.caFile,
    ...DEMO_DIRECTORY_ENV,
    AWS_REGION: DEMO_REGION,
    ROTA_AWS_ACCOUNT_ID: DEMO_ACCOUNT,
    ROTA_DISPATCH_QUEUE_ARN: `arn:aws:sqs:${DEMO_REGION}:${DEMO_ACCOUNT}:rota-dispatch`,
    ROTA_TASK_EVENT_QUEUE_ARN: `arn:aws:sqs:${DEMO_REGION}:${DEMO_ACCOUNT}:${DEMO_TASK_EVENT_QUEUE}`,
    ROTA_DISPATCH_ROLE_ARN: `arn:aws:iam::${DEMO_ACCOUNT}:role/rota-dispatch`,
    AWS_ACCESS_KEY_ID: 'demo',
    AWS_SECRET_ACCESS_KEY: 'demo',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ENDPOINT_URL_SCHEDULER: parts.endpoints.scheduler,
    AWS_ENDPOINT_URL_STS: parts.endpoints.sts,
    AWS_ENDPOINT_URL_IAM: parts.endpoints.iam,
    AWS_ENDPOINT_URL_LAMBDA: parts.endpoints.lambda,
    AWS_ENDPOINT_URL_SQS: parts.endpoints.sqs,
    AWS_ENDPOINT_URL_SNS: parts.endpoints.sns,
    AWS_ENDPOINT_URL_ECS: parts.endpoints.ecs,
    AWS_ENDPOINT_URL_EVENTBRIDGE: parts.endpoints.events,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: parts.endpoints.secretsmanager,
  };
}

/** What a child process needs of this one; no setting of the person's own Rota or AWS leaks into the demo. */
export function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot', 'LOG_LEVEL'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Kept, so that sessions and stored secrets outlive a restart of the demo. */
function secrets(dataDir: string): { secret: string; encryptionKey: string } {
  const file = path.join(dataDir, 'secrets.json');
  if (!existsSync(file)) {
    const key = () => randomBytes(32).toString('base64');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify({ secret: key(), encryptionKey: key() }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as { secret: string; encryptionKey: string };
}

/** A key of the demo's own, and the folder for what it signs. */
function auditFiles(dataDir: string): { key: string; digests: string } {
  const files = { key: path.join(dataDir, 'audit-key.pem'), digests: path.join(dataDir, 'audit-digests') };
  mkdirSync(files.digests, { recursive: true });
  if (!existsSync(files.key)) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(path.join(dataDir, 'audit-key.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  return files;
}
