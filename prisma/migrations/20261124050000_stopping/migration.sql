-- Why a person has the tasks of a run stopped: it stays in the queue until they have.
ALTER TABLE "run_queue" ADD COLUMN "stopping" TEXT;

-- Of slots since a backup that was restored nobody knows whether they ran.
ALTER TABLE "schedule_clock" DROP CONSTRAINT "schedule_clock_plan_gap_check",
  ADD CONSTRAINT "schedule_clock_plan_gap_check" CHECK ("plan_gap" IN ('pause', 'freeze', 'recovery'));
