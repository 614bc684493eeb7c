# What EventBridge Scheduler calls targets with. Rota's worker assumes it where it delivers itself.
resource "aws_iam_role" "execution" {
  name               = "${var.name}-targets"
  description        = "Calls the targets of Rota's schedules"
  assume_role_policy = module.policies.trust_execution
  tags               = var.tags
}

resource "aws_iam_role_policy" "execution" {
  name   = "targets"
  role   = aws_iam_role.execution.id
  policy = module.policies.execution
}

# What EventBridge Scheduler posts the slots with that Rota delivers itself.
resource "aws_iam_role" "dispatch" {
  name               = "${var.name}-dispatch"
  description        = "Posts the slots of Rota's schedules"
  assume_role_policy = module.policies.trust_dispatch
  tags               = var.tags
}

resource "aws_iam_role_policy" "dispatch" {
  name   = "slots"
  role   = aws_iam_role.dispatch.id
  policy = module.policies.dispatch
}

# What Rota acts as in this account where its processes run in another one.
resource "aws_iam_role" "app" {
  count              = local.in_rotas_account ? 0 : 1
  name               = "${var.name}-app"
  description        = "Rota, which keeps the schedules of the group ${var.group_name}"
  assume_role_policy = module.policies.trust_app
  tags               = var.tags
}

resource "aws_iam_policy" "app" {
  for_each    = module.policies.app
  name        = "${var.name}-${each.key}"
  description = "What Rota may do in this account"
  policy      = each.value
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "app" {
  for_each   = aws_iam_policy.app
  role       = local.app_role_name
  policy_arn = each.value.arn
}
