-- What a bulk act does is part of the request that started it, or tried it again, the last one last. Address and browser
-- stand beside that request's own audit row alone, where they can be erased.
ALTER TABLE "bulk_job" ADD COLUMN "request_ids" TEXT[] NOT NULL DEFAULT '{}';
