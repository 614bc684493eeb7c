/** What a measured ratio is held against. */
export type Goal = { atMost: number } | { atLeast: number };

export type Measurement = {
  name: string;
  /** The measured thing as a multiple of its baseline, both taken in this run. */
  ratio: number;
  /** Null of what is only told. */
  goal: Goal | null;
  /** What stands behind the ratio, in milliseconds or as the name says. Good for this run on this machine only. */
  figures: Record<string, number>;
};

export type Result = { benchmark: string; measurements: Measurement[] };

export type Options = {
  /** How many schedules the benchmark works on. */
  rows: number;
  /** The calls a second that AWS is said to allow; the benchmark's own choice where nobody says. */
  rate: number | undefined;
  /** Leaves the benchmark's database in place; one that changes no row takes it again the next time. */
  keep: boolean;
  /** Told what goes on, one line at a time. */
  say: (line: string) => void;
};

/** The shape that every benchmark has. */
export type Benchmark = {
  name: string;
  about: string;
  /** How many schedules it works on where nobody says. */
  rows: number;
  run(options: Options): Promise<Result>;
};

/** Whether the goal is met; true where there is none. */
export function isMet({ ratio, goal }: Measurement): boolean {
  if (!goal) return true;
  return 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
}
