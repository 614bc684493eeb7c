-- Receivers of queues and topics must bear repeats anyway; of work that is started nobody knows.
UPDATE "target" SET "safe_to_repeat" = true WHERE "kind" IN ('sqs', 'sns');

-- An environment that never had anything can go, and its lane with it.
GRANT DELETE ON "dispatch_lane" TO rota_app;
