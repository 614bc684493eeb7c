-- How many tasks a run asked ECS for: its target may ask for another number by the time they end.
ALTER TABLE "run_queue" ADD COLUMN "tasks_asked" INTEGER;
