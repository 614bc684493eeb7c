# ECS tells of the ends of tasks that EventBridge Scheduler started in cluster_arns: Rota shows direct runs with their exit
# codes. Tasks of other schedules in these clusters match too, because ECS does not say of which group a schedule is: Rota
# removes what is not its own.
locals {
  has_task_events = var.task_events && length(var.cluster_arns) > 0
}

resource "aws_cloudwatch_event_rule" "task_events" {
  count         = local.has_task_events ? 1 : 0
  name          = "${var.name}-task-events"
  description   = "Ends of ECS tasks that EventBridge Scheduler started, for Rota"
  event_pattern = module.policies.task_events_pattern
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "task_events" {
  count = local.has_task_events ? 1 : 0
  rule  = aws_cloudwatch_event_rule.task_events[0].name
  arn   = aws_sqs_queue.task_events[0].arn
}

resource "aws_sqs_queue" "task_events" {
  count                     = local.has_task_events ? 1 : 0
  name                      = "${var.name}-task-events"
  message_retention_seconds = local.fourteen_days
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "task_events" {
  count     = local.has_task_events ? 1 : 0
  queue_url = aws_sqs_queue.task_events[0].id
  policy    = module.policies.queues.task_events
}

resource "aws_cloudwatch_metric_alarm" "oldest_task_event" {
  count               = local.has_task_events ? 1 : 0
  alarm_name          = "${var.name}-oldest-task-event"
  alarm_description   = "The end of an ECS task has waited for more than ${var.oldest_message_seconds} seconds: does a worker of Rota run?"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.task_events[0].name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.oldest_message_seconds
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}
