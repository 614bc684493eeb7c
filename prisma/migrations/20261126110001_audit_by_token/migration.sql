-- What programs did, found by the API token by which they did it.
CREATE INDEX "schedule_audit_by_token_idx" ON "schedule_audit"("seq" DESC) WHERE "actor_type" = 'token';
CREATE INDEX "activity_audit_by_token_idx" ON "activity_audit"("seq" DESC) WHERE "actor_type" = 'token';
