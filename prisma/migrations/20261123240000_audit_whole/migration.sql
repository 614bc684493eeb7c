-- What did not fit when all rows were looked at: only the next look at all of them takes it away. What stands in "problem"
-- now may come from either.
ALTER TABLE "audit_check" ADD COLUMN "whole_problem" TEXT;
UPDATE "audit_check" SET "whole_problem" = "problem", "problem" = NULL;

-- Personal values are written once and erased by deleting them.
CREATE TRIGGER audit_refuse_row BEFORE UPDATE ON "audit_person" FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
