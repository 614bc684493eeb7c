locals {
  fourteen_days = 14 * 24 * 60 * 60
}

# Slots of schedules that Rota delivers itself wait here, for as long as SQS keeps a message.
resource "aws_sqs_queue" "dispatch" {
  name                      = "${var.name}-dispatch"
  message_retention_seconds = local.fourteen_days
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

# What EventBridge Scheduler could not deliver. Name it as the dead-letter queue of targets: Rota makes failed runs of
# what comes.
resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  message_retention_seconds = local.fourteen_days
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "dispatch" {
  queue_url = aws_sqs_queue.dispatch.id
  policy    = module.policies.queues.dispatch
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id
  policy    = module.policies.queues.dead_letters
}
