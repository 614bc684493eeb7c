-- A request by the id that a client gave it, which stands before a dot and Rota's own.
CREATE INDEX "schedule_audit_request_idx" ON "schedule_audit"((split_part("request_id", '.', 1)), "seq" DESC);
CREATE INDEX "activity_audit_request_idx" ON "activity_audit"((split_part("request_id", '.', 1)), "seq" DESC);
