# The policies alone, without a provider: they can be read, and tried, by themselves. A statement about nothing is left
# out, because IAM refuses it. Each document names just the values that it needs: roles take their ARNs from one
# another's documents, and more would be a circle.

locals {
  keep = templatefile("${path.module}/keep.json.tftpl", {
    partition               = var.partition
    region                  = var.region
    account                 = var.account
    group_name              = var.group_name
    passed_role_arns        = concat([var.dispatch_role_arn, var.execution_role_arn], var.target_role_arns)
    environment_role_arns   = var.environment_role_arns
    notification_topic_arns = var.notification_topic_arns
  })

  look = templatefile("${path.module}/look.json.tftpl", {
    partition           = var.partition
    region              = var.region
    account             = var.account
    looked_at_role_arns = concat([var.app_role_arn, var.dispatch_role_arn, var.execution_role_arn], var.target_role_arns)
  })

  adopt = templatefile("${path.module}/adopt.json.tftpl", {
    partition = var.partition
    region    = var.region
    account   = var.account
  })

  deliver = templatefile("${path.module}/deliver.json.tftpl", {
    read_queue_arns  = concat([var.dispatch_queue_arn, var.dead_letter_queue_arn], var.task_event_queue_arns)
    called_role_arns = concat([var.execution_role_arn], var.target_role_arns)
    task_arns        = [for arn in var.cluster_arns : "${replace(arn, ":cluster/", ":task/")}/*"]
  })

  digests = templatefile("${path.module}/digests.json.tftpl", {
    digest_bucket_arns = var.digest_bucket_arns
    digest_object_arns = [for arn in var.digest_bucket_arns : "${arn}/*"]
  })

  execution = templatefile("${path.module}/execution.json.tftpl", {
    function_arns        = var.function_arns
    queue_arns           = concat([var.dead_letter_queue_arn], var.queue_arns)
    topic_arns           = var.topic_arns
    state_machine_arns   = var.state_machine_arns
    secret_arns          = var.secret_arns
    task_definition_arns = var.task_definition_arns
    cluster_arns         = var.cluster_arns
    task_role_arns       = var.task_role_arns
  })
}

output "app" {
  description = "What Rota may do, a document for each purpose."
  value = {
    for purpose, document in {
      keep = local.keep, look = local.look, deliver = local.deliver, adopt = local.adopt, digests = local.digests
      } : purpose => jsonencode({
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

output "dispatch" {
  description = "What EventBridge Scheduler may do to post the slots of what Rota delivers."
  value = templatefile("${path.module}/dispatch.json.tftpl", {
    dispatch_queue_arn    = var.dispatch_queue_arn
    dead_letter_queue_arn = var.dead_letter_queue_arn
  })
}

output "trust_dispatch" {
  description = "Who may post slots: EventBridge Scheduler for this group alone."
  value = templatefile("${path.module}/trust-dispatch.json.tftpl", {
    partition  = var.partition
    region     = var.region
    account    = var.account
    group_name = var.group_name
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

output "task_events_pattern" {
  description = "Which events the rule sends on: ends of tasks that EventBridge Scheduler started in these clusters."
  value = templatefile("${path.module}/task-events-pattern.json.tftpl", {
    account      = var.account
    cluster_arns = var.cluster_arns
  })
}

output "queues" {
  description = "Who may send to Rota's queues: slots the posting role alone, dead letters both roles, task events the rule, and nobody else."
  value = {
    dispatch = templatefile("${path.module}/queue.json.tftpl", {
      queue_arn        = var.dispatch_queue_arn
      sender_role_arns = [var.dispatch_role_arn]
    })
    dead_letters = templatefile("${path.module}/queue.json.tftpl", {
      queue_arn        = var.dead_letter_queue_arn
      sender_role_arns = [var.dispatch_role_arn, var.execution_role_arn]
    })
    task_events = length(var.task_event_queue_arns) == 0 ? null : templatefile("${path.module}/queue-events.json.tftpl", {
      queue_arn = var.task_event_queue_arns[0]
      rule_arn  = var.task_event_rule_arns[0]
    })
  }
}
