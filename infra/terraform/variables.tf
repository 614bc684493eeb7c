variable "rota_role_arn" {
  description = "ARN of the IAM role that Rota's web and worker processes run as."
  type        = string

  validation {
    condition     = can(regex("^arn:aws(-[a-z]+)*:iam::\\d{12}:role/", var.rota_role_arn))
    error_message = "Must be the ARN of a role, as in arn:aws:iam::123456789012:role/rota."
  }
}

variable "external_id" {
  description = "Left out where Rota's processes run in this account: their own role gets the policies. Set where they run in another one: a role is made that they assume with this external id. Rota's page Environments shows it."
  type        = string
  default     = null
}

variable "name" {
  description = "What the names of roles, policies, queues and alarms begin with."
  type        = string
  default     = "rota"
}

variable "group_name" {
  description = "The schedule group that is made for Rota, and for nobody else."
  type        = string
  default     = "rota"

  validation {
    condition     = can(regex("^[0-9a-zA-Z-_.]{1,64}$", var.group_name)) && var.group_name != "default"
    error_message = "Must be 1 to 64 letters, digits, - _ . and not default, which AWS keeps for everybody."
  }
}

variable "purposes" {
  description = "What Rota may do here: keep its own schedules, deliver what goes through Rota and take in what could not be delivered, look at what can be a target and at its roles (for checks and pickers), adopt what others made (find it, and switch it off and on), and bring the digests of the audits to digest_bucket_arns."
  type        = set(string)
  default     = ["keep", "deliver", "look"]

  validation {
    condition     = contains(var.purposes, "keep") && length(setsubtract(var.purposes, ["keep", "deliver", "look", "adopt", "digests"])) == 0
    error_message = "Must hold keep, and may hold deliver, look, adopt and digests."
  }
}

variable "environment_role_arns" {
  description = "Roles of Rota's environments in other accounts, which its processes may assume. Only where they run in this account."
  type        = list(string)
  default     = []
}

variable "digest_bucket_arns" {
  description = "S3 buckets that ROTA_AUDIT_DIGESTS names, for nothing else. Only where Rota's processes run in this account, and with digests among the purposes."
  type        = list(string)
  default     = []
}

variable "notification_topic_arns" {
  description = "SNS topics that Rota may send its notifications to without a role of their own."
  type        = list(string)
  default     = []
}

variable "function_arns" {
  description = "Lambda functions that schedules may invoke."
  type        = list(string)
  default     = []
}

variable "queue_arns" {
  description = "SQS queues that schedules may send to. Rota's own are added."
  type        = list(string)
  default     = []
}

variable "topic_arns" {
  description = "SNS topics that schedules may publish to."
  type        = list(string)
  default     = []
}

variable "state_machine_arns" {
  description = "Step Functions state machines that schedules may start."
  type        = list(string)
  default     = []
}

variable "secret_arns" {
  description = "Secrets of AWS Secrets Manager that inputs of schedules may refer to, where Rota delivers them. A secret's ARN ends in six random characters: name it whole, or end it in -??????."
  type        = list(string)
  default     = []
}

variable "task_definition_arns" {
  description = "ECS task definitions that schedules may run. For every revision of a family: two entries, one as it is and one that ends in :*."
  type        = list(string)
  default     = []
}

variable "cluster_arns" {
  description = "ECS clusters in which tasks may run."
  type        = list(string)
  default     = []
}

variable "task_role_arns" {
  description = "Task roles and task execution roles of these task definitions."
  type        = list(string)
  default     = []
}

variable "target_role_arns" {
  description = "Roles of your own that schedules may use beside the one that is made here. Each trusts EventBridge Scheduler as that one does."
  type        = list(string)
  default     = []
}

variable "task_events" {
  description = "Whether Rota is told how the ECS tasks ended that EventBridge Scheduler starts itself in cluster_arns: a rule of EventBridge and a queue are made for it."
  type        = bool
  default     = true
}

variable "oldest_message_seconds" {
  description = "An alarm goes off when a message has waited longer than this in the dispatch queue, or in that of task events."
  type        = number
  default     = 300
}

variable "alarm_topic_arns" {
  description = "SNS topics that are told of alarms."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}
