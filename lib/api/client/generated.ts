// @ts-nocheck
/**
 * Rota
 * 1
 * DO NOT MODIFY - This file has been generated using oazapfts.
 * See https://www.npmjs.com/package/oazapfts
 */
import * as Oazapfts from "@oazapfts/runtime";
import * as QS from "@oazapfts/runtime/query";
export const defaults: Oazapfts.Defaults<Oazapfts.CustomHeaders> = {
    headers: {},
    baseUrl: "/api/v1"
};
const oazapfts = Oazapfts.runtime(defaults);
export const servers = {
    server1: "/api/v1"
};
export type Named = {
    id: string;
    name: string;
};
export type ScheduleState = {
    "is": "on" | "paused" | "disabled" | "completed" | "deleted";
    since: string;
    by: string | null;
    reason: string | null;
    /** When a pause ends by itself. */
    until: string | null;
    /** Of one that is complete: a time that it missed. */
    missedAt: string | null;
};
export type When = {
    expression: string;
    timeZone: string;
    second: number;
};
export type ScheduleItem = {
    id: string;
    name: string;
    description: string;
    team: Named;
    environment: Named;
    owner: string;
    tags: string[];
    state: ScheduleState;
    /** Whether a freeze keeps it off, whatever its state. */
    frozen: boolean;
    nextRunAt: string | null;
    delivery: "direct" | "through";
    /** Raised by each change: the schedule’s ETag. */
    generation: number;
    /** Where its file lives; null of one that is changed here. */
    managedBy: string | null;
    updatedAt: string;
    timing: When;
    targets: {
        kind: string;
        arn: string;
    }[];
    sync: {
        status: "pending" | "live" | "failed" | "drift";
        error: string | null;
    };
};
export type Problem = {
    "type": "about:blank";
    title: string;
    status: number;
    detail: string;
    requestId: string;
    errors?: {
        /** A JSON pointer into the body or the parameters. */
        pointer: string;
        detail: string;
    }[];
    /** What is there instead. */
    conflict?: any;
    currentVersion?: number;
};
export type Timing = "now" | {
    once: string | {
        local: string;
        timeZone?: string;
    } | {
        inSeconds: number;
    };
} | {
    every: {
        value: number;
        unit: "minute" | "hour" | "day";
    };
} | {
    after: {
        value: number;
        unit: "minute" | "hour" | "day";
    };
} | {
    /** Times of day in the schedule’s time zone, as in "09:00" or ["09:00", "17:00"]. */
    daily: string | string[];
} | {
    weekly: {
        days: ("sunday" | "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday")[];
        /** Times of day in the schedule’s time zone, as in "09:00" or ["09:00", "17:00"]. */
        at: string | string[];
    };
} | {
    monthly: {
        days: number[] | ("last-day" | "last-weekday");
        months?: number[];
        /** Times of day in the schedule’s time zone, as in "09:00" or ["09:00", "17:00"]. */
        at: string | string[];
    };
} | {
    /** As AWS has it: cron(…), rate(…) or at(…); or after(…). */
    expression: string;
};
export type TargetDefinition = {
    kind: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    arn: string;
    taskDefinition: string;
    launchType?: "FARGATE" | "EC2" | "EXTERNAL";
    subnets?: string[];
    securityGroups?: string[];
    assignPublicIp?: boolean;
    taskCount?: number;
    id?: string;
    roleArn: string;
    /** What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule. */
    input?: any;
    secretFields?: string[];
    retryAttempts?: number;
    maxAgeSeconds?: number;
    deadLetterArn?: null | string;
    timeoutSeconds?: number;
    safeToRepeat?: boolean;
    gateId?: null | string;
} | {
    kind: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    arn: string;
    invocation?: "event" | "result";
    id?: string;
    roleArn: string;
    /** What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule. */
    input?: any;
    secretFields?: string[];
    retryAttempts?: number;
    maxAgeSeconds?: number;
    deadLetterArn?: null | string;
    timeoutSeconds?: number;
    safeToRepeat?: boolean;
    gateId?: null | string;
} | {
    kind: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    arn: string;
    messageGroupId?: null | string;
    id?: string;
    roleArn: string;
    /** What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule. */
    input?: any;
    secretFields?: string[];
    retryAttempts?: number;
    maxAgeSeconds?: number;
    deadLetterArn?: null | string;
    timeoutSeconds?: number;
    safeToRepeat?: boolean;
    gateId?: null | string;
} | {
    kind: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    arn: string;
    id?: string;
    roleArn: string;
    /** What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule. */
    input?: any;
    secretFields?: string[];
    retryAttempts?: number;
    maxAgeSeconds?: number;
    deadLetterArn?: null | string;
    timeoutSeconds?: number;
    safeToRepeat?: boolean;
    gateId?: null | string;
} | {
    kind: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    arn: string;
    id?: string;
    roleArn: string;
    /** What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule. */
    input?: any;
    secretFields?: string[];
    retryAttempts?: number;
    maxAgeSeconds?: number;
    deadLetterArn?: null | string;
    timeoutSeconds?: number;
    safeToRepeat?: boolean;
    gateId?: null | string;
} | {
    kind: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    id?: string;
    roleArn?: string;
    /** What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule. */
    input?: any;
    secretFields?: string[];
    retryAttempts?: number;
    maxAgeSeconds?: number;
    deadLetterArn?: null | string;
    timeoutSeconds?: number;
    safeToRepeat?: boolean;
    gateId?: null | string;
    arn: string;
    headers?: {
        name: string;
        value: string;
        secret?: boolean;
    }[];
    waitsForCallback?: boolean;
    callbackHours?: number;
} | {
    kind: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    id?: string;
    roleArn: string;
    /** What the target receives: any JSON, or the very text of it. Left out, it is the payload of the schedule. */
    input?: any;
    secretFields?: string[];
    retryAttempts?: number;
    maxAgeSeconds?: number;
    deadLetterArn?: null | string;
    timeoutSeconds?: number;
    safeToRepeat?: boolean;
    gateId?: null | string;
    arn: string;
    parameters?: string;
};
export type Sync = {
    status: "pending" | "live" | "failed" | "drift";
    checkedAt: string | null;
    /** Since when AWS can’t be asked; null while it can. */
    unknownSince: string | null;
    error: {
        code: string;
        message: string | null;
    } | null;
};
export type Changed = {
    id: string;
    generation: number;
    sync: Sync;
};
export type Target = {
    id: string;
    kind: string;
    arn: string;
    roleArn: string;
    /** What only this kind has. */
    settings: {
        [key: string]: any;
    };
    input: string | null;
    secretFields: string[];
    retryAttempts: number;
    maxAgeSeconds: number;
    deadLetterArn: string | null;
    timeoutSeconds: number;
    safeToRepeat: boolean;
    gateId: string | null;
    /** The name of its schedule in AWS. */
    awsName: string | null;
};
export type Schedule = {
    id: string;
    name: string;
    description: string;
    team: Named;
    environment: Named;
    owner: string;
    tags: string[];
    state: ScheduleState;
    /** Whether a freeze keeps it off, whatever its state. */
    frozen: boolean;
    nextRunAt: string | null;
    delivery: "direct" | "through";
    /** Raised by each change: the schedule’s ETag. */
    generation: number;
    /** Where its file lives; null of one that is changed here. */
    managedBy: string | null;
    updatedAt: string;
    timing: {
        expression: string;
        timeZone: string;
        second: number;
        startAt: string | null;
        endAt: string | null;
        flexibleMinutes: number;
    };
    calendars: Named[];
    targets: Target[];
    policies: {
        overlap: string;
        afterPause: string;
        ifLate: string;
        graceSeconds: number;
        pauseAfterFailures: number | null;
    };
    sync: Sync | null;
    createdAt: string;
};
export type ScheduleDefinition = {
    /** One name a schedule in each environment. */
    name: string;
    /** Its name, or its id. */
    team: string;
    /** Its name, or its id; left out, the token’s, else the installation’s own. A schedule never moves to another. */
    environment?: string;
    /** Who answers for it; left out, whoever asks. */
    owner?: string;
    description?: string;
    tags?: string[];
    timing: Timing;
    /** An IANA time zone, as in Europe/London. */
    timeZone?: string;
    /** Added to each time of a cron. */
    second?: number;
    /** Local time in its time zone; before it, nothing runs. */
    start?: string | null;
    /** Local time in its time zone; after it, nothing runs. */
    end?: string | null;
    /** EventBridge Scheduler chooses when to start within so many minutes. */
    flexibleMinutes?: number;
    /** Calendars on whose dates it does not run: names, or ids. */
    calendars?: string[];
    targets: TargetDefinition[];
    /** What all targets receive that have no input of their own: any JSON, or the very text of it. */
    payload?: any;
    /** Who delivers: EventBridge Scheduler itself, or Rota. Left out, Rota where something of it needs Rota, else as its environment has it. */
    delivery?: "direct" | "through";
    overlap?: "allow" | "skip" | "queue";
    afterPause?: "skip" | "last" | "all";
    ifLate?: "ask" | "skip" | "last" | "all";
    graceSeconds?: number;
    pauseAfterFailures?: number | null;
    /** Where its file lives. What has one is changed only by who says the same; an administrator can release it. */
    managedBy?: string;
};
export type DefinedSchedule = {
    /** One name a schedule in each environment. */
    name: string;
    /** Its name, or its id. */
    team: string;
    /** Its name, or its id; left out, the token’s, else the installation’s own. A schedule never moves to another. */
    environment?: string;
    /** Who answers for it; left out, whoever asks. */
    owner?: string;
    description?: string;
    tags?: string[];
    timing: Timing;
    /** An IANA time zone, as in Europe/London. */
    timeZone: string;
    /** Added to each time of a cron. */
    second?: number;
    /** Local time in its time zone; before it, nothing runs. */
    start?: string | null;
    /** Local time in its time zone; after it, nothing runs. */
    end?: string | null;
    /** EventBridge Scheduler chooses when to start within so many minutes. */
    flexibleMinutes?: number;
    /** Calendars on whose dates it does not run: names, or ids. */
    calendars?: string[];
    targets: TargetDefinition[];
    /** What all targets receive that have no input of their own: any JSON, or the very text of it. */
    payload?: any;
    /** Who delivers: EventBridge Scheduler itself, or Rota. Left out, Rota where something of it needs Rota, else as its environment has it. */
    delivery?: "direct" | "through";
    overlap?: "allow" | "skip" | "queue";
    afterPause?: "skip" | "last" | "all";
    ifLate?: "ask" | "skip" | "last" | "all";
    graceSeconds?: number;
    pauseAfterFailures?: number | null;
    /** Where its file lives. What has one is changed only by who says the same; an administrator can release it. */
    managedBy?: string;
};
export type AskedRuns = {
    /** The ids of the runs, one for each target. */
    runs: string[];
};
export type Stopped = {
    /** Runs whose tasks ECS was told to stop. */
    stopped: number;
    /** Runs that waited for another attempt. */
    cancelled: number;
    /** Runs that waited for a call-back. */
    ended: number;
    /** What AWS said against it. */
    problems: string[];
};
export type BulkParams = {
    /** When a pause ends; left out, when somebody resumes. */
    until?: {
        kind: "open";
    } | {
        kind: "hours";
        hours: number;
    } | {
        kind: "tomorrow";
        zone: string;
    } | {
        kind: "local";
        local: string;
        zone: string;
    } | {
        kind: "instant";
        at: string;
    };
    owner?: string;
    addTags?: string[];
    removeTags?: string[];
    /** Its name, or its id. */
    team?: string;
};
export type BulkPreview = {
    /** Of the act, which goes on after the answer; null of a dry run. */
    id: string | null;
    /** How many it is done to, or would be. */
    schedules: number;
    /** How many it can’t be done to: of those that match a filter, or of the ids, unknown ones too. */
    leftOut: number;
    /** The first 50 that match. */
    first: {
        id: string;
        name: string;
        state: "on" | "paused" | "disabled" | "completed" | "deleted";
        team: string;
        /** Why it is left out; null where it is not. */
        leftOut: string | null;
    }[];
};
export type BulkAct = {
    id: string;
    action: "pause" | "resume" | "disable" | "enable" | "team" | "owner" | "tags" | "delete" | "undo";
    status: "draft" | "running" | "done";
    reason: string | null;
    createdBy: string;
    runBy: string;
    createdAt: string;
    startedAt: string | null;
    finishedAt: string | null;
    /** The act that this one undoes. */
    undoOf: string | null;
    /** The act that undid this one. */
    undoneBy: string | null;
    /** Its schedules, by what became of them. */
    counts: {
        queued: number;
        done: number;
        skipped: number;
        failed: number;
    };
};
export type UndoneBulk = {
    id: string;
    schedules: number;
};
export type Run = {
    id: string;
    schedule: Named;
    team: Named;
    environment: Named;
    /** Null of one that was removed. */
    target: {
        kind: string;
        arn: string;
    } | null;
    origin: "clock" | "message" | "manual" | "extra" | "rerun" | "direct";
    state: "planned" | "waiting" | "running" | "succeeded" | "delivered" | "failed" | "gave_up" | "unknown" | "missed" | "skipped" | "cancelled";
    reason: string | null;
    slotAt: string;
    /** The time that its payload names. */
    nominalAt: string;
    /** When it is sent, or sent again; null once it is under way or over. */
    dueAt: string | null;
    startedAt: string | null;
    endedAt: string | null;
    /** Who cancelled, stopped or ended it. */
    endedBy: string | null;
    attempts: number;
    /** Kept back because its schedule is off. */
    held: boolean;
    /** Kept back by a freeze. */
    frozen: boolean;
    /** Waits for a call-back. */
    awaited: boolean;
};
export type Attempt = {
    attempt: number;
    startedAt: string;
    endedAt: string | null;
    outcome: string | null;
    reason: string | null;
    /** Of HTTP, or of AWS. */
    status: number | null;
    /** The begin of what was answered, where that is kept. */
    excerpt: string | null;
    requestId: string | null;
    links: {
        label: string;
        url: string;
    }[];
};
export type RunDetail = {
    id: string;
    schedule: Named;
    team: Named;
    environment: Named;
    /** Null of one that was removed. */
    target: {
        kind: string;
        arn: string;
    } | null;
    origin: "clock" | "message" | "manual" | "extra" | "rerun" | "direct";
    state: "planned" | "waiting" | "running" | "succeeded" | "delivered" | "failed" | "gave_up" | "unknown" | "missed" | "skipped" | "cancelled";
    reason: string | null;
    slotAt: string;
    /** The time that its payload names. */
    nominalAt: string;
    /** When it is sent, or sent again; null once it is under way or over. */
    dueAt: string | null;
    startedAt: string | null;
    endedAt: string | null;
    /** Who cancelled, stopped or ended it. */
    endedBy: string | null;
    attempts: number;
    /** Kept back because its schedule is off. */
    held: boolean;
    /** Kept back by a freeze. */
    frozen: boolean;
    /** Waits for a call-back. */
    awaited: boolean;
    /** The version of its schedule. */
    generation: number;
    requestedBy: string | null;
    /** What it was sent in place of the target’s own input; secrets are masked. */
    changedInput: string | null;
    /** The gate that stands before it, while it was not sent or waits for another attempt. */
    gate: {
        id: string;
        name: string;
        /** What keeps it closed; null while it is open. */
        closed: {
            by: "hand" | "window" | "circuit";
            /** Who closed it by hand. */
            name: string | null;
            reason: string | null;
            until: string | null;
        } | null;
    } | null;
    /** Why no worker takes it though it is due: none is up, or it is planned to the second and their clocks are wrong. */
    unserved: ("no-worker" | "clocks") | null;
    log: Attempt[];
};
export type OneRun = {
    id: string;
};
export type CountedRuns = {
    /** How many runs it was done to; of a dry run, to how many it would be. */
    count: number;
    dryRun: boolean;
};
export type Gate = {
    id: string;
    /** Raised by each change of what it allows: its ETag. */
    version: number;
    name: string;
    description: string;
    environment: Named;
    ratePerSecond: number;
    burst: number;
    maxInFlight: number | null;
    rampSeconds: number;
    circuitFailures: number | null;
    probeSeconds: number;
    /** What keeps it closed; null while it is open. */
    closed: {
        by: "hand" | "window" | "circuit";
        /** Who closed it by hand. */
        name: string | null;
        reason: string | null;
        since: string | null;
        /** When a window ends, or the next run probes; null where windows follow one another with no end in sight. */
        until: string | null;
    } | null;
    /** How many may pass a second just now. */
    rateNow: number;
    /** Runs that are being sent, and those whose tasks run. */
    inFlight: number;
    /** Runs that are due and wait for it. */
    waiting: number;
    /** Since when the first of them waits. */
    oldest: string | null;
    /** Runs that are due and that a freeze, or a schedule that is off, keeps back. */
    held: number;
    /** Until those that wait have passed, by the rate and by how long runs behind it took lately; null where that can’t be told. */
    drainMs: number | null;
    /** Why it can’t: it is closed, no worker is up, or as many are in flight as may be and none ended within the hour. */
    drainUnknown: ("closed" | "no-worker" | "in-flight") | null;
    /** How many stand behind it. */
    targets: number;
};
export type SavedGate = {
    id: string;
    version: number;
};
export type GateWindow = {
    id: string;
    reason: string;
    fromAt: string | null;
    untilAt: string | null;
    expression: string | null;
    timeZone: string | null;
    minutes: number | null;
};
export type GateRule = {
    id: string;
    /** Its name; null for all teams. */
    team: string | null;
    /** Of target; null for any. */
    kind: string | null;
    pattern: string;
};
export type GateDetail = {
    id: string;
    /** Raised by each change of what it allows: its ETag. */
    version: number;
    name: string;
    description: string;
    environment: Named;
    ratePerSecond: number;
    burst: number;
    maxInFlight: number | null;
    rampSeconds: number;
    circuitFailures: number | null;
    probeSeconds: number;
    /** What keeps it closed; null while it is open. */
    closed: {
        by: "hand" | "window" | "circuit";
        /** Who closed it by hand. */
        name: string | null;
        reason: string | null;
        since: string | null;
        /** When a window ends, or the next run probes; null where windows follow one another with no end in sight. */
        until: string | null;
    } | null;
    /** How many may pass a second just now. */
    rateNow: number;
    /** Runs that are being sent, and those whose tasks run. */
    inFlight: number;
    /** Runs that are due and wait for it. */
    waiting: number;
    /** Since when the first of them waits. */
    oldest: string | null;
    /** Runs that are due and that a freeze, or a schedule that is off, keeps back. */
    held: number;
    /** Until those that wait have passed, by the rate and by how long runs behind it took lately; null where that can’t be told. */
    drainMs: number | null;
    /** Why it can’t: it is closed, no worker is up, or as many are in flight as may be and none ended within the hour. */
    drainUnknown: ("closed" | "no-worker" | "in-flight") | null;
    /** How many stand behind it. */
    targets: number;
    windows: GateWindow[];
    rules: GateRule[];
    lastHour: {
        minute: string;
        passed: number;
    }[];
    /** The first that stand behind it. */
    schedules: {
        id: string;
        name: string;
        waiting: number;
    }[];
    /** Of an open circuit: what failed last within the hour. */
    lastFailure: {
        run: string;
        schedule: string;
        reason: string;
        at: string;
    } | null;
};
export type GatePart = {
    id: string;
};
export type ListedGateRule = {
    id: string;
    /** Its name; null for all teams. */
    team: string | null;
    /** Of target; null for any. */
    kind: string | null;
    pattern: string;
    gate: Named;
    /** Its name. */
    environment: string;
};
export type Freeze = {
    id: string;
    scope: "all" | "team" | "environment";
    /** Its team or environment; null where it covers all. */
    covers: Named | null;
    reason: string;
    by: string;
    at: string;
    /** How many schedules it keeps off. */
    schedules: number;
    /** How many of them are off in AWS by now. */
    off: number;
    /** How many AWS refused to switch off. */
    failed: number;
    /** How many AWS has not: it has taken none of their targets yet. */
    absent: number;
    /** How many somebody changed in AWS, so that they wait for a decision. */
    drifted: number;
    mayLift: boolean;
};
export type NewFreeze = {
    scope: "all";
    reason: string;
} | {
    scope: "team";
    /** Its name, or its id. */
    team: string;
    reason: string;
} | {
    scope: "environment";
    /** Its name, or its id. */
    environment: string;
    reason: string;
};
export type FrozenSchedules = {
    id: string;
    /** Of how many schedules AWS is asked. */
    schedules: number;
};
export type CalendarItem = {
    id: string;
    name: string;
    /** Its name; null for all teams. */
    team: string | null;
    /** Entries that are not over. */
    ahead: number;
    /** The first of them. */
    next: {
        first: string;
        last: string;
        label: string;
    } | null;
    /** Schedules that follow it and may be seen. */
    followers: number;
};
export type SavedCalendar = {
    id: string;
    version: number;
};
export type CalendarEntry = {
    id: string;
    first: string;
    last: string;
    label: string;
};
export type Calendar = {
    id: string;
    /** Raised by each change: its ETag. */
    version: number;
    name: string;
    /** Null for all teams. */
    team: Named | null;
    dates: CalendarEntry[];
    followers: {
        /** Schedules that follow it and may be seen. */
        count: number;
        first: {
            id: string;
            name: string;
            state: string;
            team: string;
        }[];
    };
};
export type ImportedCalendar = {
    version: number;
    added: number;
    removed: number;
    /** In the file and in the calendar. */
    kept: number;
    /** Left out: over already. */
    past: number;
    /** Left out: cancelled. */
    cancelled: number;
    /** Entries that the calendar has then. */
    total: number;
};
export type Difference = {
    path: string;
    before?: any;
    after?: any;
};
export type ScheduleAuditItem = {
    /** The number of the row, gapless. */
    seq: string;
    id: string;
    at: string;
    actor: {
        id: string;
        /** As in user, token or system. */
        "type": string;
        /** Null once the person is erased. */
        name: string | null;
        groups: string[];
        /** Left out for whoever sees no addresses. */
        ip?: string | null;
        userAgent?: string | null;
    };
    action: string;
    outcome: "ok" | "denied" | "failed";
    subject: string;
    reason: string | null;
    requestId: string;
    scheduleId: string;
    generation: number;
    differences: Difference[];
    /** The generation that a restored version is of. */
    restoredFrom: number | null;
    /** What AWS said, of a sync that failed. */
    failure: {
        code: string;
        message: string;
    } | null;
};
export type ActivityAuditItem = {
    /** The number of the row, gapless. */
    seq: string;
    id: string;
    at: string;
    actor: {
        id: string;
        /** As in user, token or system. */
        "type": string;
        /** Null once the person is erased. */
        name: string | null;
        groups: string[];
        /** Left out for whoever sees no addresses. */
        ip?: string | null;
        userAgent?: string | null;
    };
    action: string;
    outcome: "ok" | "denied" | "failed";
    subject: string;
    reason: string | null;
    requestId: string;
    /** Where the subject is the id of a person: their name by now. */
    subjectName: string | null;
    details: {
        [key: string]: any;
    };
};
export type Team = {
    id: string;
    name: string;
    /** Those that are not deleted and may be seen. */
    schedules: number;
};
export type Environment = {
    id: string;
    name: string;
    accountId: string;
    region: string;
    production: boolean;
    /** Of new schedules, unless somebody chooses. */
    defaultDelivery: "direct" | "through";
};
export type Me = {
    person: {
        id: string;
        name: string;
    };
    role: "viewer" | "operator" | "editor" | "administrator";
    token: {
        /** How it begins. */
        prefix: string;
        name: string;
        role: "viewer" | "operator" | "editor" | "administrator";
        scope: "read" | "write";
        team: Named | null;
        environment: Named | null;
        expiresAt: string;
    } | null;
};
export type Occurrences = {
    /** The expression in words. */
    english: string;
    timeZone: string;
    at: string[];
};
/**
 * Lists schedules.
 */
export function listSchedules({ q, team, environment, state, sync, owner, tag, name, managedBy, limit, cursor, sort, dir }: {
    q?: string;
    team?: string;
    environment?: string;
    state?: "on" | "paused" | "disabled" | "completed" | "deleted";
    sync?: "live" | "pending" | "failed" | "drift";
    owner?: string;
    tag?: string;
    name?: string;
    managedBy?: string;
    limit?: number;
    cursor?: string;
    sort?: "name" | "next" | "updated";
    dir?: "asc" | "desc";
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: ScheduleItem[];
            /** Pass it as the parameter “cursor” to get the next page; null on the last one. */
            next: string | null;
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules${QS.query(QS.explode({
        q,
        team,
        environment,
        state,
        sync,
        owner,
        tag,
        name,
        managedBy,
        limit,
        cursor,
        sort,
        dir
    }))}`, {
        ...opts
    });
}
/**
 * Creates a schedule that runs now, once, or again and again.
 */
export function createSchedule(body: {
    /** One name a schedule in each environment. */
    name: string;
    /** Its name, or its id. */
    team: string;
    /** Its name, or its id; left out, the token’s, else the installation’s own. A schedule never moves to another. */
    environment?: string;
    /** Who answers for it; left out, whoever asks. */
    owner?: string;
    description?: string;
    tags?: string[];
    timing: Timing;
    /** An IANA time zone, as in Europe/London. */
    timeZone?: string;
    /** Added to each time of a cron. */
    second?: number;
    /** Local time in its time zone; before it, nothing runs. */
    start?: string | null;
    /** Local time in its time zone; after it, nothing runs. */
    end?: string | null;
    /** EventBridge Scheduler chooses when to start within so many minutes. */
    flexibleMinutes?: number;
    /** Calendars on whose dates it does not run: names, or ids. */
    calendars?: string[];
    targets: TargetDefinition[];
    /** What all targets receive that have no input of their own: any JSON, or the very text of it. */
    payload?: any;
    /** Who delivers: EventBridge Scheduler itself, or Rota. Left out, Rota where something of it needs Rota, else as its environment has it. */
    delivery?: "direct" | "through";
    overlap?: "allow" | "skip" | "queue";
    afterPause?: "skip" | "last" | "all";
    ifLate?: "ask" | "skip" | "last" | "all";
    graceSeconds?: number;
    pauseAfterFailures?: number | null;
    /** Where its file lives. What has one is changed only by who says the same; an administrator can release it. */
    managedBy?: string;
    /** It does not run until somebody resumes it. */
    startPaused?: boolean;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/schedules", oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Reads a schedule with its targets. Secrets are masked.
 */
export function getSchedule(id: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Schedule;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}`, {
        ...opts
    });
}
/**
 * Replaces everything that can be edited of a schedule.
 */
export function replaceSchedule(id: string, scheduleDefinition: ScheduleDefinition, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: scheduleDefinition,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Changes a part of a schedule: what is left out stays.
 */
export function changeSchedule(id: string, body?: {
    /** One name a schedule in each environment. */
    name?: string;
    /** Its name, or its id. */
    team?: string;
    /** Who answers for it; left out, whoever asks. */
    owner?: string;
    description?: string;
    tags?: string[];
    timing?: Timing;
    timeZone?: string;
    /** Added to each time of a cron. */
    second?: number;
    /** Local time in its time zone; before it, nothing runs. */
    start?: string | null;
    /** Local time in its time zone; after it, nothing runs. */
    end?: string | null;
    /** EventBridge Scheduler chooses when to start within so many minutes. */
    flexibleMinutes?: number;
    /** Calendars on whose dates it does not run: names, or ids. */
    calendars?: string[];
    targets?: TargetDefinition[];
    /** What all targets receive that have no input of their own: any JSON, or the very text of it. */
    payload?: any;
    /** Who delivers: EventBridge Scheduler itself, or Rota. Left out, Rota where something of it needs Rota, else as its environment has it. */
    delivery?: "direct" | "through";
    overlap?: "allow" | "skip" | "queue";
    afterPause?: "skip" | "last" | "all";
    ifLate?: "ask" | "skip" | "last" | "all";
    graceSeconds?: number;
    pauseAfterFailures?: number | null;
    /** Where its file lives. What has one is changed only by who says the same; an administrator can release it. */
    managedBy?: string;
}, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}`, oazapfts.json({
        ...opts,
        method: "PATCH",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Deletes a schedule. Its history stays, and it can be brought back.
 */
export function deleteSchedule(id: string, body: {
    reason: string;
    /** The schedule’s name: of one that has another name by now, nothing is deleted. */
    confirmName?: string;
    managedBy?: string;
}, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}`, oazapfts.json({
        ...opts,
        method: "DELETE",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Reads a schedule as PUT takes it.
 */
export function getScheduleDefinition(id: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: DefinedSchedule;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/definition`, {
        ...opts
    });
}
/**
 * Lists the targets of a schedule, as they are written. Secrets are masked.
 */
export function listTargets(id: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: TargetDefinition[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/targets`, {
        ...opts
    });
}
/**
 * Adds a target to a schedule.
 */
export function addTarget(id: string, targetDefinition: TargetDefinition, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/targets`, oazapfts.json({
        ...opts,
        method: "POST",
        body: targetDefinition,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Replaces a target of a schedule. It keeps its id, and the secrets that are sent back masked.
 */
export function replaceTarget(id: string, targetId: string, targetDefinition: TargetDefinition, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/targets/${encodeURIComponent(targetId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body: targetDefinition,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Removes a target of a schedule, which keeps one at least.
 */
export function removeTarget(id: string, targetId: string, body?: {}, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/targets/${encodeURIComponent(targetId)}`, oazapfts.json({
        ...opts,
        method: "DELETE",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Pauses a schedule, until an instant or until somebody resumes it.
 */
export function pauseSchedule(id: string, body: {
    reason: string;
    until?: {
        kind: "open";
    } | {
        kind: "hours";
        hours: number;
    } | {
        kind: "tomorrow";
        zone: string;
    } | {
        kind: "local";
        local: string;
        zone: string;
    } | {
        kind: "instant";
        at: string;
    };
}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/pause`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Resumes a paused schedule.
 */
export function resumeSchedule(id: string, body?: {
    reason?: string;
}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/resume`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Disables a schedule: it is off until an editor enables it.
 */
export function disableSchedule(id: string, body: {
    reason: string;
    managedBy?: string;
}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/disable`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Enables a disabled schedule.
 */
export function enableSchedule(id: string, body?: {
    reason?: string;
    managedBy?: string;
}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/enable`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Brings back what a schedule was at an earlier version: one that was deleted comes back paused.
 */
export function restoreSchedule(id: string, body: {
    reason: string;
    /** Which of its generations; left out, the last one: what was deleted comes back as it was. */
    version?: number;
}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/restore`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Lets a schedule that lives in a file be changed here again.
 */
export function releaseSchedule(id: string, body: {
    reason: string;
}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/release`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Runs a schedule now, whatever its delivery and whether it is paused.
 */
export function runSchedule(id: string, body?: {
    targets?: string[];
    inputs?: {
        [key: string]: string;
    };
    reason?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: AskedRuns;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/run`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Plans one more run of a schedule at a time.
 */
export function runScheduleAt(id: string, body?: {
    targets?: string[];
    inputs?: {
        [key: string]: string;
    };
    reason?: string;
    at?: {
        local: string;
        timeZone: string;
    };
    inSeconds?: number;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: AskedRuns;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/run-at`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Stops all running ECS tasks of a schedule, and what waits for another attempt or a call-back.
 */
export function stopSchedule(id: string, body: {
    reason: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: Stopped;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/stop`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Brings a schedule to AWS now, without waiting for the next try.
 */
export function retrySync(id: string, body?: {}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Changed;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/sync`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Does something to all schedules of a filter, or says what it would do.
 */
export function startBulk(body: {
    action: "pause" | "resume" | "disable" | "enable" | "team" | "owner" | "tags" | "delete";
    /** Which schedules, as GET /schedules takes it; {} for all. */
    filter?: {
        /** A part of its name or description. */
        q?: string;
        /** Its name, or its id; “own” for those that one belongs to. */
        team?: string;
        /** Its name, or its id. */
        environment?: string;
        state?: "on" | "paused" | "disabled" | "completed" | "deleted";
        sync?: "live" | "pending" | "failed" | "drift";
        owner?: string;
        tag?: string;
        /** Its whole name, upper and lower case alike. */
        name?: string;
        /** Where its file lives. */
        managedBy?: string;
    };
    /** Or the ids of at most 500. */
    ids?: string[];
    params?: BulkParams;
    /** Why. Only a dry run needs none. */
    reason?: string;
    /** To delete: as in “delete 12”, with the number of a dry run. */
    confirm?: string;
    /** Says what would be done, and changes nothing. */
    dryRun?: boolean;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: BulkPreview;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/bulk-acts", oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Says how far an act on many schedules is.
 */
export function getBulk(id: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: BulkAct;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/bulk-acts/${encodeURIComponent(id)}`, {
        ...opts
    });
}
/**
 * Brings back what an act on many schedules changed, where nobody changed it since.
 */
export function undoBulk(id: string, body: {
    reason: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: UndoneBulk;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/bulk-acts/${encodeURIComponent(id)}/undo`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Lists runs, the newest slots first.
 */
export function listRuns({ schedule, team, environment, name, kind, target, state, origin, $from, to, limit, cursor }: {
    schedule?: string;
    team?: string;
    environment?: string;
    name?: string;
    kind?: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
    target?: string;
    state?: "bad" | "planned" | "waiting" | "running" | "succeeded" | "delivered" | "failed" | "gave_up" | "unknown" | "missed" | "skipped" | "cancelled";
    origin?: "clock" | "message" | "manual" | "extra" | "rerun" | "direct";
    $from?: string;
    to?: string;
    limit?: number;
    cursor?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Run[];
            /** Pass it as the parameter “cursor” to get the next page; null on the last one. */
            next: string | null;
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/runs${QS.query(QS.explode({
        schedule,
        team,
        environment,
        name,
        kind,
        target,
        state,
        origin,
        "from": $from,
        to,
        limit,
        cursor
    }))}`, {
        ...opts
    });
}
/**
 * Reads a run with each of its attempts.
 */
export function getRun(id: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: RunDetail;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/runs/${encodeURIComponent(id)}`, {
        ...opts
    });
}
/**
 * Cancels a run that was not sent yet, or that waits for another attempt.
 */
export function cancelRun(id: string, body: {
    reason: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: OneRun;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/runs/${encodeURIComponent(id)}/cancel`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Sends a run again that failed, was given up, is unknown or was missed.
 */
export function redriveRun(id: string, body?: {
    reason?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: OneRun;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/runs/${encodeURIComponent(id)}/redrive`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Runs the slot of a past run again, as a run of its own, whose id is answered.
 */
export function rerunRun(id: string, body?: {
    reason?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: OneRun;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/runs/${encodeURIComponent(id)}/rerun`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Stops the ECS tasks of a run, or ends it where it waits for another attempt or a call-back.
 */
export function stopRun(id: string, body: {
    reason: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 202;
        data: Stopped;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/runs/${encodeURIComponent(id)}/stop`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Cancels the runs of a filter that were not sent yet, or that wait for another attempt.
 */
export function cancelRuns(body: {
    /** Which runs, as GET /runs takes it; {} for all. */
    filter: {
        /** An id. */
        schedule?: string;
        /** Its name, or its id; “own” for those that one belongs to. */
        team?: string;
        /** Its name, or its id. */
        environment?: string;
        /** A part of the schedule’s name. */
        name?: string;
        /** The kind of target. */
        kind?: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
        /** A part of a target’s ARN or address. */
        target?: string;
        /** “bad”: those that somebody should look at. */
        state?: "bad" | "planned" | "waiting" | "running" | "succeeded" | "delivered" | "failed" | "gave_up" | "unknown" | "missed" | "skipped" | "cancelled";
        origin?: "clock" | "message" | "manual" | "extra" | "rerun" | "direct";
        /** Slots from this instant on. */
        "from"?: string;
        /** Slots before this instant. */
        to?: string;
    };
    /** No more than so many, the oldest first. */
    atMost: number;
    /** Why. Sending again needs none, nor does a dry run. */
    reason?: string;
    /** Says how many there are, and changes nothing. */
    dryRun?: boolean;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: CountedRuns;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/runs/cancel", oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Sends the runs of a filter again that failed, were given up, are unknown or were missed.
 */
export function redriveRuns(body: {
    /** Which runs, as GET /runs takes it; {} for all. */
    filter: {
        /** An id. */
        schedule?: string;
        /** Its name, or its id; “own” for those that one belongs to. */
        team?: string;
        /** Its name, or its id. */
        environment?: string;
        /** A part of the schedule’s name. */
        name?: string;
        /** The kind of target. */
        kind?: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
        /** A part of a target’s ARN or address. */
        target?: string;
        /** “bad”: those that somebody should look at. */
        state?: "bad" | "planned" | "waiting" | "running" | "succeeded" | "delivered" | "failed" | "gave_up" | "unknown" | "missed" | "skipped" | "cancelled";
        origin?: "clock" | "message" | "manual" | "extra" | "rerun" | "direct";
        /** Slots from this instant on. */
        "from"?: string;
        /** Slots before this instant. */
        to?: string;
    };
    /** No more than so many, the oldest first. */
    atMost: number;
    /** Why. Sending again needs none, nor does a dry run. */
    reason?: string;
    /** Says how many there are, and changes nothing. */
    dryRun?: boolean;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: CountedRuns;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/runs/redrive", oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Ends the runs of a filter that wait for a call-back.
 */
export function endRuns(body: {
    /** Which runs, as GET /runs takes it; {} for all. */
    filter: {
        /** An id. */
        schedule?: string;
        /** Its name, or its id; “own” for those that one belongs to. */
        team?: string;
        /** Its name, or its id. */
        environment?: string;
        /** A part of the schedule’s name. */
        name?: string;
        /** The kind of target. */
        kind?: "ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other";
        /** A part of a target’s ARN or address. */
        target?: string;
        /** “bad”: those that somebody should look at. */
        state?: "bad" | "planned" | "waiting" | "running" | "succeeded" | "delivered" | "failed" | "gave_up" | "unknown" | "missed" | "skipped" | "cancelled";
        origin?: "clock" | "message" | "manual" | "extra" | "rerun" | "direct";
        /** Slots from this instant on. */
        "from"?: string;
        /** Slots before this instant. */
        to?: string;
    };
    /** No more than so many, the oldest first. */
    atMost: number;
    /** Why. Sending again needs none, nor does a dry run. */
    reason?: string;
    /** Says how many there are, and changes nothing. */
    dryRun?: boolean;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: CountedRuns;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/runs/end", oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Lists the gates with how they stand now.
 */
export function listGates(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Gate[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/gates", {
        ...opts
    });
}
/**
 * Adds a gate to an environment.
 */
export function createGate(body: {
    name: string;
    description?: string;
    ratePerSecond: number;
    burst?: number;
    maxInFlight?: number | null;
    rampSeconds?: number;
    circuitFailures?: number | null;
    probeSeconds?: number;
    /** Its name, or its id; left out, the installation’s own. A gate never moves to another. */
    environment?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: SavedGate;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/gates", oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Reads a gate with its windows, its rules and what stands behind it.
 */
export function getGate(id: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: GateDetail;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}`, {
        ...opts
    });
}
/**
 * Replaces what a gate allows. What is left out has its default again.
 */
export function replaceGate(id: string, body: {
    name: string;
    description?: string;
    ratePerSecond: number;
    burst?: number;
    maxInFlight?: number | null;
    rampSeconds?: number;
    circuitFailures?: number | null;
    probeSeconds?: number;
}, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: SavedGate;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Deletes a gate that nothing stands behind, with its windows and rules.
 */
export function deleteGate(id: string, body?: {}, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: SavedGate;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}`, oazapfts.json({
        ...opts,
        method: "DELETE",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Closes a gate: nothing passes until somebody opens it. What was sent goes on.
 */
export function closeGate(id: string, body: {
    reason: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: SavedGate;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}/close`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Opens a gate that was closed by hand. It starts slowly.
 */
export function openGate(id: string, body?: {
    reason?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: SavedGate;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}/open`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Plans a maintenance window of a gate: nothing passes while it lasts.
 */
export function addGateWindow(id: string, body: {
    window: {
        kind: "once";
        "from": string;
        until: string;
    } | {
        kind: "recurring";
        expression: string;
        timeZone: string;
        minutes: number;
    };
    reason: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: GatePart;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}/windows`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Takes a maintenance window back. Where it closes the gate just now, that opens, and starts slowly.
 */
export function removeGateWindow(id: string, partId: string, body?: {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: GatePart;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}/windows/${encodeURIComponent(partId)}`, oazapfts.json({
        ...opts,
        method: "DELETE",
        body
    }));
}
/**
 * Lists which targets must stand behind which gates.
 */
export function listGateRules(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: ListedGateRule[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/gate-rules", {
        ...opts
    });
}
/**
 * Requires a gate for the targets that fit a pattern. What is there already stays.
 */
export function addGateRule(id: string, body: {
    kind?: null | string | ("ecs" | "lambda" | "sqs" | "sns" | "sfn" | "webhook" | "other");
    pattern: string;
    reason: string;
    /** Its name, or its id; left out, all teams. */
    team?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: GatePart;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}/rules`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Requires a gate no more. What stands behind it stays there.
 */
export function removeGateRule(id: string, partId: string, body: {
    reason: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: GatePart;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/gates/${encodeURIComponent(id)}/rules/${encodeURIComponent(partId)}`, oazapfts.json({
        ...opts,
        method: "DELETE",
        body
    }));
}
/**
 * Lists the freezes that are on.
 */
export function listFreezes(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Freeze[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/freezes", {
        ...opts
    });
}
/**
 * Stops everything of a team, of an environment, or all, until the freeze is lifted.
 */
export function startFreeze(newFreeze: NewFreeze, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: FrozenSchedules;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/freezes", oazapfts.json({
        ...opts,
        method: "POST",
        body: newFreeze,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Ends a freeze. What no other freeze covers is again what its own state says.
 */
export function liftFreeze(id: string, body?: {
    reason?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: FrozenSchedules;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/freezes/${encodeURIComponent(id)}/lift`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Lists the calendars of all teams and of those in which whoever asks may see something.
 */
export function listCalendars(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: CalendarItem[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/calendars", {
        ...opts
    });
}
/**
 * Creates a calendar of a team, or of all.
 */
export function createCalendar(body: {
    name: string;
    dates?: {
        first: string;
        last: string;
        label: string;
    }[];
    /** Its name, or its id; left out, it is for all teams. */
    team?: string;
}, { idempotencyKey }: {
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 201;
        data: SavedCalendar;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/calendars", oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Reads a calendar with all of its entries.
 */
export function getCalendar(id: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Calendar;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/calendars/${encodeURIComponent(id)}`, {
        ...opts
    });
}
/**
 * Replaces the name and the entries of a calendar.
 */
export function replaceCalendar(id: string, body: {
    name: string;
    dates?: {
        first: string;
        last: string;
        label: string;
    }[];
}, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: SavedCalendar;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/calendars/${encodeURIComponent(id)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Deletes a calendar that no schedule follows.
 */
export function deleteCalendar(id: string, body?: {}, { ifMatch }: {
    ifMatch?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: SavedCalendar;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/calendars/${encodeURIComponent(id)}`, oazapfts.json({
        ...opts,
        method: "DELETE",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch
        })
    }));
}
/**
 * Takes the entries of an iCalendar file into a calendar.
 */
export function importCalendar(id: string, body: {
    text: string;
    replace: boolean;
    /** Says what the file would do, and changes nothing. */
    dryRun?: boolean;
}, { ifMatch, idempotencyKey }: {
    ifMatch?: string;
    idempotencyKey?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: ImportedCalendar;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 409;
        data: Problem;
    } | {
        status: 412;
        data: Problem;
    } | {
        status: 413;
        data: Problem;
    } | {
        status: 415;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/calendars/${encodeURIComponent(id)}/import`, oazapfts.json({
        ...opts,
        method: "POST",
        body,
        headers: oazapfts.mergeHeaders(opts?.headers, {
            "If-Match": ifMatch,
            "Idempotency-Key": idempotencyKey
        })
    }));
}
/**
 * Lists the changes of schedules, the newest first.
 */
export function listScheduleAudit({ q, actor, schedule, team, environment, action, outcome, ip, token, request, $from, to, limit, cursor }: {
    q?: string;
    actor?: string;
    schedule?: string;
    team?: string;
    environment?: string;
    action?: string;
    outcome?: "ok" | "denied" | "failed";
    ip?: string;
    token?: string;
    request?: string;
    $from?: string;
    to?: string;
    limit?: number;
    cursor?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: ScheduleAuditItem[];
            /** Pass it as the parameter “cursor” to get the next page; null on the last one. */
            next: string | null;
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/audits/schedules${QS.query(QS.explode({
        q,
        actor,
        schedule,
        team,
        environment,
        action,
        outcome,
        ip,
        token,
        request,
        "from": $from,
        to,
        limit,
        cursor
    }))}`, {
        ...opts
    });
}
/**
 * Lists what was done besides changing schedules, the newest first.
 */
export function listActivityAudit({ q, actor, schedule, team, environment, action, outcome, ip, token, request, $from, to, limit, cursor }: {
    q?: string;
    actor?: string;
    schedule?: string;
    team?: string;
    environment?: string;
    action?: string;
    outcome?: "ok" | "denied" | "failed";
    ip?: string;
    token?: string;
    request?: string;
    $from?: string;
    to?: string;
    limit?: number;
    cursor?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: ActivityAuditItem[];
            /** Pass it as the parameter “cursor” to get the next page; null on the last one. */
            next: string | null;
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/audits/activity${QS.query(QS.explode({
        q,
        actor,
        schedule,
        team,
        environment,
        action,
        outcome,
        ip,
        token,
        request,
        "from": $from,
        to,
        limit,
        cursor
    }))}`, {
        ...opts
    });
}
/**
 * Lists the teams in which whoever asks may see something.
 */
export function listTeams(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Team[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/teams", {
        ...opts
    });
}
/**
 * Lists the environments in which whoever asks may see something.
 */
export function listEnvironments(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            items: Environment[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/environments", {
        ...opts
    });
}
/**
 * Says who asks, and what the token is for.
 */
export function whoAmI(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Me;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/me", {
        ...opts
    });
}
/**
 * Says what an expression means, and when it would run.
 */
export function occurrencesOfExpression(expression: string, { timezone, $from, count }: {
    timezone?: string;
    $from?: string;
    count?: number;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Occurrences;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/occurrences${QS.query(QS.explode({
        expression,
        timezone,
        "from": $from,
        count
    }))}`, {
        ...opts
    });
}
/**
 * Says when a schedule would run, whatever its state; its calendars are heeded.
 */
export function occurrencesOfSchedule(id: string, { $from, count }: {
    $from?: string;
    count?: number;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Occurrences;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 401;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 429;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>(`/schedules/${encodeURIComponent(id)}/occurrences${QS.query(QS.explode({
        "from": $from,
        count
    }))}`, {
        ...opts
    });
}
