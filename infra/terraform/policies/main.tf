# The policies alone, without a provider: they can be read, and tried, by themselves. A statement about nothing is left
# out, because IAM refuses it. Each document names just the values that it needs: roles take their ARNs from one
# another's documents, and more would be a circle.

locals {
  keep = templatefile("${path.module}/keep.json.tftpl", {
    partition             = var.partition
    region                = var.region
    account               = var.account
    group_name            = var.group_name
    target_role_arns      = concat([var.execution_role_arn], var.target_role_arns)
    environment_role_arns = var.environment_role_arns
  })

  look = templatefile("${path.module}/look.json.tftpl", {
    partition           = var.partition
    region              = var.region
    account             = var.account
    looked_at_role_arns = concat([var.app_role_arn, var.execution_role_arn], var.target_role_arns)
  })

  adopt = templatefile("${path.module}/adopt.json.tftpl", {
    partition = var.partition
    region    = var.region
    account   = var.account
  })

  execution = templatefile("${path.module}/execution.json.tftpl", {
    function_arns        = var.function_arns
    queue_arns           = concat([var.dispatch_queue_arn, var.dead_letter_queue_arn], var.queue_arns)
    topic_arns           = var.topic_arns
    state_machine_arns   = var.state_machine_arns
    task_definition_arns = var.task_definition_arns
    cluster_arns         = var.cluster_arns
    task_role_arns       = var.task_role_arns
  })
}

output "app" {
  description = "What Rota may do, a document for each purpose."
  value = {
    for purpose, document in { keep = local.keep, look = local.look, adopt = local.adopt } : purpose => jsonencode({
      Version   = "2012-10-17"
      Statement = [for each in jsondecode(document).Statement : each if length(each.Resource) > 0]
    }) if contains(var.purposes, purpose)
  }
}

output "execution" {
  description = "What targets are called with."
  value = jsonencode({
    Version   = "2012-10-17"
    Statement = [for each in jsondecode(local.execution).Statement : each if length(each.Resource) > 0]
  })
}

output "trust_app" {
  description = "Who may act as Rota in this account; null where Rota runs in it."
  value = var.external_id == null ? null : templatefile("${path.module}/trust-app.json.tftpl", {
    rota_role_arn = var.rota_role_arn
    external_id   = var.external_id
  })
}

output "trust_execution" {
  description = "Who may call targets: EventBridge Scheduler for this group alone, and Rota's worker."
  value = templatefile("${path.module}/trust-execution.json.tftpl", {
    partition    = var.partition
    region       = var.region
    account      = var.account
    group_name   = var.group_name
    app_role_arn = var.app_role_arn
  })
}

output "queues" {
  description = "Who may send to Rota's queues: the execution role and nobody else."
  value = {
    for name, arn in { dispatch = var.dispatch_queue_arn, dead_letters = var.dead_letter_queue_arn } :
    name => templatefile("${path.module}/queue.json.tftpl", {
      queue_arn          = arn
      execution_role_arn = var.execution_role_arn
    })
  }
}
