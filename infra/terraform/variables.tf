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
  description = "What Rota may do here: keep its own schedules, look at what can be a target and at its roles (for checks and pickers), and adopt what others made (find it, and switch it off and on)."
  type        = set(string)
  default     = ["keep", "look"]

  validation {
    condition     = contains(var.purposes, "keep") && length(setsubtract(var.purposes, ["keep", "look", "adopt"])) == 0
    error_message = "Must hold keep, and may hold look and adopt."
  }
}

variable "environment_role_arns" {
  description = "Roles of Rota's environments in other accounts, which its processes may assume. Only where they run in this account."
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

variable "oldest_message_seconds" {
  description = "An alarm goes off when a message has waited longer than this in the dispatch queue."
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
