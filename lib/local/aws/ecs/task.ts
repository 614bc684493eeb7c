import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { childEnvironment, signalGroup } from '../child';
import type { ContainerDefinition, TaskDefinition } from './definitions';

export interface ContainerOverride {
  name: string;
  command?: string[];
  environment: { name: string; value: string }[];
}

export interface TaskOptions {
  id: string;
  arn: string;
  clusterArn: string;
  region: string;
  definition: TaskDefinition;
  definitionArn: string;
  overrides: ContainerOverride[];
  startedBy: string | undefined;
  launchType: string;
  group: string;
  logDir: string;
  now: () => number;
}

interface Container {
  name: string;
  essential: boolean;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  exitCode?: number;
  reason?: string;
  child?: ChildProcess;
}

/** How long a container has between SIGTERM and SIGKILL, as ECS does by default. */
const STOP_TIMEOUT = 30_000;

/** One run of a task definition: each container's command is a child process. */
export class Task {
  private readonly containers: Container[];
  private readonly createdAt: number;
  private startedAt: number | undefined;
  private stoppingAt: number | undefined;
  private stoppedAt: number | undefined;
  private stopCode: string | undefined;
  private stoppedReason: string | undefined;
  private killTimer: NodeJS.Timeout | undefined;
  private settle: () => void = () => {};
  /** Resolves when every container has ended. */
  readonly finished: Promise<void>;

  constructor(readonly options: TaskOptions) {
    this.createdAt = options.now();
    this.containers = options.definition.containerDefinitions.map(({ name, essential = true }) => ({
      name,
      essential,
      lastStatus: 'PENDING',
    }));
    this.finished = new Promise((resolve) => {
      this.settle = resolve;
    });
    for (const [index, container] of this.containers.entries()) {
      const definition = options.definition.containerDefinitions[index];
      if (definition) this.start(container, definition);
    }
  }

  get lastStatus(): 'PENDING' | 'RUNNING' | 'STOPPED' {
    if (this.stoppedAt !== undefined) return 'STOPPED';
    return this.startedAt === undefined ? 'PENDING' : 'RUNNING';
  }

  get desiredStatus(): 'RUNNING' | 'STOPPED' {
    return this.stopCode === undefined ? 'RUNNING' : 'STOPPED';
  }

  stop(stopCode: string, reason: string): void {
    if (this.stopCode !== undefined) return;
    this.stopCode = stopCode;
    this.stoppedReason = reason;
    this.stoppingAt = this.options.now();
    this.signal('SIGTERM');
    if (this.stoppedAt === undefined) this.killTimer = setTimeout(() => this.signal('SIGKILL'), STOP_TIMEOUT);
  }

  /** Ends it at once. */
  kill(): void {
    this.stop('UserInitiated', 'The local endpoints have been stopped');
    this.signal('SIGKILL');
  }

  private signal(signal: NodeJS.Signals): void {
    for (const { child } of this.containers) if (child) signalGroup(child, signal);
  }

  private start(container: Container, definition: ContainerDefinition): void {
    const { options } = this;
    const override = options.overrides.find(({ name }) => name === definition.name);
    const environment = [...(definition.environment ?? []), ...(override?.environment ?? [])];
    const [program = '', ...rest] = override?.command ?? definition.command;
    mkdirSync(options.logDir, { recursive: true });
    const log = createWriteStream(path.join(options.logDir, `${options.id}-${container.name}.log`));
    const child = spawn(program, rest, {
      cwd: options.logDir,
      env: childEnvironment({
        AWS_REGION: options.region,
        ...Object.fromEntries(environment.map(({ name, value }) => [name, value])),
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    container.child = child;
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('spawn', () => {
      container.lastStatus = 'RUNNING';
      this.startedAt ??= options.now();
    });
    child.once('error', (error) => {
      if (container.lastStatus !== 'PENDING') return;
      container.reason = `CannotStartContainerError: ${error.message}`;
      this.stop('TaskFailedToStart', container.reason);
    });
    child.once('close', (code, signal) => {
      log.end();
      if (container.reason === undefined)
        container.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      container.lastStatus = 'STOPPED';
      if (container.essential) this.stop('EssentialContainerExited', 'Essential container in task exited');
      this.checkEnd();
    });
  }

  private checkEnd(): void {
    if (this.containers.some(({ lastStatus }) => lastStatus !== 'STOPPED')) return;
    clearTimeout(this.killTimer);
    this.stopCode ??= 'EssentialContainerExited';
    this.stoppedReason ??= 'All containers in task exited';
    this.stoppedAt = this.options.now();
    this.settle();
  }

  /** As DescribeTasks shows it; times are epoch seconds. */
  describe() {
    const { options } = this;
    const seconds = (time: number | undefined) => (time === undefined ? undefined : time / 1000);
    return {
      taskArn: options.arn,
      clusterArn: options.clusterArn,
      taskDefinitionArn: options.definitionArn,
      group: options.group,
      startedBy: options.startedBy,
      launchType: options.launchType,
      lastStatus: this.lastStatus,
      desiredStatus: this.desiredStatus,
      createdAt: seconds(this.createdAt),
      startedAt: seconds(this.startedAt),
      stoppingAt: seconds(this.stoppingAt),
      stoppedAt: seconds(this.stoppedAt),
      stopCode: this.stopCode,
      stoppedReason: this.stoppedReason,
      overrides: { containerOverrides: options.overrides, inferenceAcceleratorOverrides: [] },
      containers: this.containers.map(({ name, lastStatus, exitCode, reason }) => ({
        containerArn: `${options.arn.replace(':task/', ':container/')}/${name}`,
        taskArn: options.arn,
        name,
        lastStatus,
        exitCode,
        reason,
      })),
      attachments: [],
      tags: [],
    };
  }
}
