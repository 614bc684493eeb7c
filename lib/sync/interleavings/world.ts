import type { Told } from './acts';
import type { Lab } from './lab';
import type { Random } from './random';
import type { Watch } from './watch';

/** What a seed did. */
export type Tally = {
  steps: number;
  crashes: number;
  lost: number;
  late: number;
  refused: number;
  cuts: number;
  console: number;
  raced: number;
  writes: number;
  findings: number;
};

/** One schedule of a world, as it was made. */
export type Made = { id: string; name: string; targetId: string; awsName: string; bad: boolean };

export type World = {
  seed: number;
  lab: Lab;
  random: Random;
  watch: Watch;
  environmentId: string;
  groupName: string;
  made: Made[];
  told: Told[];
  trace: string[];
  /** Whether somebody emptied the queue. */
  emptied: boolean;
};
