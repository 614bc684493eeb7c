ALTER TYPE "TargetKind" ADD VALUE 'webhook';
