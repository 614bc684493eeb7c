data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  in_rotas_account = var.external_id == null
  app_role_arn     = local.in_rotas_account ? var.rota_role_arn : aws_iam_role.app[0].arn
  app_role_name    = local.in_rotas_account ? reverse(split("/", var.rota_role_arn))[0] : aws_iam_role.app[0].name
}

module "policies" {
  source = "./policies"

  partition               = data.aws_partition.current.partition
  region                  = data.aws_region.current.id
  account                 = data.aws_caller_identity.current.account_id
  group_name              = var.group_name
  purposes                = var.purposes
  rota_role_arn           = var.rota_role_arn
  external_id             = var.external_id
  app_role_arn            = local.app_role_arn
  execution_role_arn      = aws_iam_role.execution.arn
  dispatch_role_arn       = aws_iam_role.dispatch.arn
  dispatch_queue_arn      = aws_sqs_queue.dispatch.arn
  dead_letter_queue_arn   = aws_sqs_queue.dead_letters.arn
  task_event_queue_arns   = aws_sqs_queue.task_events[*].arn
  task_event_rule_arns    = aws_cloudwatch_event_rule.task_events[*].arn
  environment_role_arns   = var.environment_role_arns
  digest_bucket_arns      = var.digest_bucket_arns
  notification_topic_arns = var.notification_topic_arns
  target_role_arns        = var.target_role_arns
  function_arns           = var.function_arns
  queue_arns              = var.queue_arns
  topic_arns              = var.topic_arns
  state_machine_arns      = var.state_machine_arns
  secret_arns             = var.secret_arns
  task_definition_arns    = var.task_definition_arns
  cluster_arns            = var.cluster_arns
  task_role_arns          = var.task_role_arns
}

# Rota claims it at its first save, with the tag rota:installation, which must stay.
resource "aws_scheduler_schedule_group" "rota" {
  name = var.group_name
  tags = var.tags

  lifecycle {
    ignore_changes = [
      tags["rota:installation"], tags_all["rota:installation"],
      tags["rota:audit-seq"], tags_all["rota:audit-seq"],
    ]
  }
}
