-- Whether a signing secret is new and nobody has seen it: it is shown once, to whoever may change the schedule.
ALTER TABLE "webhook_secret" ADD COLUMN "unseen" BOOLEAN NOT NULL DEFAULT false;
