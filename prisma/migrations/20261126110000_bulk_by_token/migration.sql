-- A bulk act that was asked for by an API token is carried out with that token's rights.
ALTER TABLE "bulk_job" ADD COLUMN "token_id" TEXT;
