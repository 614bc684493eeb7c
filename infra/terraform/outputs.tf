output "environment" {
  description = "What to enter in Rota: on the page Environments, or, for the first environment, as ROTA_AWS_ACCOUNT_ID, AWS_REGION and ROTA_SCHEDULE_GROUP."
  value = {
    account     = data.aws_caller_identity.current.account_id
    region      = data.aws_region.current.id
    group       = aws_scheduler_schedule_group.rota.name
    role_arn    = local.in_rotas_account ? null : local.app_role_arn
    external_id = var.external_id
  }
}

output "target_role_arn" {
  description = "The execution role to name in targets."
  value       = aws_iam_role.execution.arn
}

output "dead_letter_queue_arn" {
  description = "The dead-letter queue to name in targets."
  value       = aws_sqs_queue.dead_letters.arn
}

output "task_event_queue_arn" {
  description = "The queue in which ECS tells of tasks that EventBridge Scheduler started itself; null where there is none."
  value       = one(aws_sqs_queue.task_events[*].arn)
}

output "dispatch_role_arn" {
  description = "The role to name beside the dispatch queue: EventBridge Scheduler posts with it."
  value       = aws_iam_role.dispatch.arn
}

output "dispatch_queue_arn" {
  description = "The queue in which slots wait that Rota delivers itself."
  value       = aws_sqs_queue.dispatch.arn
}
