-- Who asked for a run, in the words of the audits: of a token the id alone is its holder's. The name of somebody who is
-- erased goes, as that beside ended_by does.
ALTER TABLE "run" ADD COLUMN "requested_by_name" TEXT;
