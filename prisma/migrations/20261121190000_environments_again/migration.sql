-- What Rota found out about an environment goes with it, or with its place.
GRANT DELETE ON "environment_sync", "environment_scan", "adoption_scan" TO rota_app;
