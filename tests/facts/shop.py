"""A healthy service with one of everything, as the outside world answers: v1.2.0 is live."""

import json
from collections.abc import Mapping
from typing import Any

from islive.model.doors import AwsRefused, Refused
from tests.facts.doors import Answer, Answers

ACCOUNT = "arn:aws:{}:eu-west-1:123456789012:{}"
REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
COMMIT = "5f1e2d3c4b5a69788796a5b4c3d2e1f001122334"
OLD_COMMIT = "0123456789abcdef0123456789abcdef01234567"
INDEX, CHILD, OLD = (f"sha256:{digit * 64}" for digit in "abc")
CONFIG = f"sha256:{'d' * 64}"
GROUP = ACCOUNT.format("elasticloadbalancing", "targetgroup/shop/1")
BALANCER = ACCOUNT.format("elasticloadbalancing", "loadbalancer/app/shop-alb/2")
LISTENER = ACCOUNT.format("elasticloadbalancing", "listener/app/shop-alb/2/3")
SECRET = ACCOUNT.format("secretsmanager", "secret:shop/db-AbCdEf")
REVISION = ACCOUNT.format("ecs", "service-revision/prod/shop/11")
DEPLOYMENT = ACCOUNT.format("ecs", "service-deployment/prod/shop/d1")
TASK = ACCOUNT.format("ecs", "task/prod/0123")
DEFINITION = ACCOUNT.format("ecs", "task-definition/shop:7")
ROLE = "arn:aws:iam::123456789012:role/shop-execution"
KEY = ACCOUNT.format("kms", "key/0a1b2c3d-0000-4000-8000-0123456789ab")
BUILD = "shop-build:1"
OCI = "application/vnd.oci.image"

SERVICE: Mapping[str, Any] = {
    "serviceArn": ACCOUNT.format("ecs", "service/prod/shop"),
    "serviceName": "shop",
    "clusterArn": ACCOUNT.format("ecs", "cluster/prod"),
    "status": "ACTIVE",
    "desiredCount": 1,
    "runningCount": 1,
    "pendingCount": 0,
    "launchType": "FARGATE",
    "taskDefinition": DEFINITION,
    "schedulingStrategy": "REPLICA",
    "deploymentController": {"type": "ECS"},
    "deploymentConfiguration": {
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "strategy": "ROLLING",
    },
    "deployments": [
        {
            "id": "ecs-svc/1",
            "status": "PRIMARY",
            "taskDefinition": DEFINITION,
            "desiredCount": 1,
            "runningCount": 1,
            "pendingCount": 0,
            "failedTasks": 0,
            "createdAt": "2026-03-01T10:30:00Z",
            "updatedAt": "2026-03-01T10:35:00Z",
            "rolloutState": "COMPLETED",
            "rolloutStateReason": "ECS deployment ecs-svc/1 completed.",
        }
    ],
    "events": [
        {"id": "e1", "createdAt": "2026-03-01T10:35:00Z", "message": "(service shop) has reached a steady state."}
    ],
    "loadBalancers": [{"targetGroupArn": GROUP, "containerName": "app", "containerPort": 8000}],
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}},
    "currentServiceRevisions": [
        {"arn": REVISION, "requestedTaskCount": 1, "runningTaskCount": 1, "pendingTaskCount": 0}
    ],
    "tags": [{"key": "team", "value": "shop"}],
    "createdAt": "2025-01-01T00:00:00Z",
}

TASK_DEFINITION: Mapping[str, Any] = {
    "taskDefinitionArn": DEFINITION,
    "family": "shop",
    "revision": 7,
    "status": "ACTIVE",
    "registeredAt": "2026-03-01T10:29:00Z",
    "registeredBy": "arn:aws:sts::123456789012:assumed-role/pipeline/run",
    "executionRoleArn": ROLE,
    "cpu": "256",
    "memory": "512",
    "runtimePlatform": {"cpuArchitecture": "X86_64"},
    "containerDefinitions": [
        {
            "name": "app",
            "image": f"{REGISTRY}/shop:v1.2.0",
            "essential": True,
            "portMappings": [{"containerPort": 8000}],
            "environment": [{"name": "STAGE", "value": "token-1"}],
            "secrets": [
                {"name": "DB_PASSWORD", "valueFrom": f"{SECRET}:password::"},
                {"name": "FLAG", "valueFrom": "/shop/flag"},
            ],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {"awslogs-group": "/ecs/shop", "awslogs-region": "eu-west-1"},
            },
        }
    ],
}

TASK_ANSWER: Mapping[str, Any] = {
    "taskArn": TASK,
    "startedBy": "ecs-svc/1",
    "taskDefinitionArn": DEFINITION,
    "lastStatus": "RUNNING",
    "desiredStatus": "RUNNING",
    "healthStatus": "HEALTHY",
    "createdAt": "2026-03-01T10:31:00Z",
    "startedAt": "2026-03-01T10:32:00Z",
    "containers": [
        {"name": "app", "image": f"{REGISTRY}/shop:v1.2.0", "imageDigest": INDEX, "lastStatus": "RUNNING"},
    ],
    "attachments": [
        {"type": "ElasticNetworkInterface", "details": [{"name": "privateIPv4Address", "value": "10.0.0.5"}]}
    ],
}

INDEX_MANIFEST = {
    "mediaType": f"{OCI}.index.v1+json",
    "annotations": {"org.opencontainers.image.revision": COMMIT, "org.opencontainers.image.version": "v1.2.0"},
    "manifests": [
        {"digest": CHILD, "platform": {"os": "linux", "architecture": "amd64"}},
        {"digest": f"sha256:{'e' * 64}", "platform": {"os": "unknown", "architecture": "unknown"}},
    ],
}
CHILD_MANIFEST = {"mediaType": f"{OCI}.manifest.v1+json", "config": {"digest": CONFIG}}
MANIFESTS = {INDEX: INDEX_MANIFEST, CHILD: CHILD_MANIFEST, OLD: CHILD_MANIFEST}
BLOB = {
    "os": "linux",
    "architecture": "amd64",
    "config": {"Labels": {"org.opencontainers.image.revision": COMMIT, "org.opencontainers.image.version": "v1.2.0"}},
}


def task_definition(params: Mapping[str, Any]) -> Any:
    """The family's only revision."""
    if params["taskDefinition"] in {"shop", "shop:7"}:
        return {"taskDefinition": TASK_DEFINITION, "tags": []}
    return AwsRefused("ecs:DescribeTaskDefinition", "ClientException", "Unable to describe task definition.")


def tasks(params: Mapping[str, Any]) -> Any:
    """One runs, none stopped."""
    return {"taskArns": [TASK] if params["desiredStatus"] == "RUNNING" else []}


def manifests(params: Mapping[str, Any]) -> Any:
    """What the registry has of what is asked for."""
    digests = [one["imageDigest"] for one in params["imageIds"]]
    return {
        "images": [
            {
                "imageId": {"imageDigest": digest},
                "imageManifest": json.dumps(MANIFESTS[digest]),
                "imageManifestMediaType": MANIFESTS[digest]["mediaType"],
            }
            for digest in digests
            if digest in MANIFESTS
        ],
        "failures": [
            {"imageId": {"imageDigest": digest}, "failureCode": "ImageNotFound"}
            for digest in digests
            if digest not in MANIFESTS
        ],
    }


def permissions(params: Mapping[str, Any]) -> Any:
    """Everything is allowed."""
    return {
        "EvaluationResults": [
            {"EvalActionName": action, "EvalResourceName": arn, "EvalDecision": "allowed", "MatchedStatements": []}
            for action in params["ActionNames"]
            for arn in params["ResourceArns"]
        ]
    }


def commit(params: Mapping[str, Any]) -> Any:
    """Tag and commit are known."""
    if params["ref"] in {"v1.2.0", COMMIT}:
        return {"sha": COMMIT, "committed_at": "2026-03-01T10:00:00Z", "author": "Ada", "subject": "Sell more"}
    return Refused("git:commit", "UnknownRef", params["ref"])


CANARY = {"version": "v1.2.0", "commit": COMMIT, "features": {"checkout": True, "search": {"ok": True}}}
RUN = {
    "id": 17,
    "name": "ci",
    "status": "completed",
    "conclusion": "success",
    "head_sha": COMMIT,
    "created_at": "2026-03-01T10:01:00Z",
    "run_started_at": "2026-03-01T10:01:00Z",
    "updated_at": "2026-03-01T10:09:00Z",
    "html_url": "https://github.com/shop/shop/actions/runs/17",
}
RUNS_URL = f"GET https://api.github.com/repos/shop/shop/actions/runs?head_sha={COMMIT}&per_page=100"
CANARY_URL = "GET https://shop.example.com/deployment-canary"

VPC, SUBNET, TABLE, GATEWAY = "vpc-1", "subnet-1", "rtb-1", "nat-1"
OPEN = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "UserIdGroupPairs": [], "PrefixListIds": []}]
INSTANCE = ACCOUNT.format("ecs", "container-instance/prod/i1")
ROOM = [{"name": name, "type": "INTEGER", "integerValue": size} for name, size in (("CPU", 2048), ("MEMORY", 3884))]

# A private subnet with a NAT gateway, and a container instance with room: asked for only on suspicion.
NETWORK: Mapping[str, Answer] = {
    "ec2:DescribeSubnets": {
        "Subnets": [
            {
                "SubnetId": SUBNET,
                "VpcId": VPC,
                "AvailabilityZone": "eu-west-1a",
                "CidrBlock": "10.0.0.0/24",
                "AvailableIpAddressCount": 200,
            }
        ]
    },
    "ec2:DescribeRouteTables": {
        "RouteTables": [
            {
                "RouteTableId": TABLE,
                "VpcId": VPC,
                "Associations": [{"Main": True, "RouteTableId": TABLE}],
                "Routes": [
                    {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
                    {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": GATEWAY, "State": "active"},
                ],
            }
        ]
    },
    "ec2:DescribeVpcEndpoints": {
        "VpcEndpoints": [
            {
                "VpcEndpointId": "vpce-1",
                "VpcEndpointType": "Interface",
                "ServiceName": "com.amazonaws.eu-west-1.logs",
                "State": "available",
                "PrivateDnsEnabled": True,
                "SubnetIds": [SUBNET],
                "RouteTableIds": [],
                "Groups": [{"GroupId": "sg-2", "GroupName": "endpoints"}],
            }
        ]
    },
    "ec2:DescribeNetworkAcls": {
        "NetworkAcls": [
            {
                "NetworkAclId": "acl-1",
                "VpcId": VPC,
                "IsDefault": True,
                "Associations": [
                    {"NetworkAclAssociationId": "aclassoc-1", "NetworkAclId": "acl-1", "SubnetId": SUBNET}
                ],
                "Entries": [
                    {
                        "RuleNumber": number,
                        "Protocol": "-1",
                        "RuleAction": action,
                        "Egress": outward,
                        "CidrBlock": "0.0.0.0/0",
                    }
                    for number, action in ((100, "allow"), (32767, "deny"))
                    for outward in (True, False)
                ],
            }
        ]
    },
    "ec2:DescribeNatGateways": {
        "NatGateways": [{"NatGatewayId": GATEWAY, "State": "available", "SubnetId": "subnet-9", "VpcId": VPC}]
    },
    "ec2:DescribeSecurityGroups": {
        "SecurityGroups": [
            {"GroupId": group, "GroupName": group, "IpPermissions": OPEN, "IpPermissionsEgress": OPEN}
            for group in ("sg-1", "sg-2")
        ]
    },
    "ecs:ListContainerInstances": {"containerInstanceArns": [INSTANCE]},
    "ecs:DescribeContainerInstances": {
        "containerInstances": [
            {
                "containerInstanceArn": INSTANCE,
                "ec2InstanceId": "i-1",
                "status": "ACTIVE",
                "agentConnected": True,
                "registeredResources": ROOM,
                "remainingResources": [*ROOM, {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22", "8000"]}],
                "attributes": [{"name": "ecs.instance-type", "value": "t3.medium"}],
            }
        ],
        "failures": [],
    },
}
LIFECYCLE = {
    "rulePriority": 1,
    "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10},
    "action": {"type": "expire"},
}

AWS: Mapping[str, Answer] = {
    "ecs:DescribeServices": {"services": [SERVICE], "failures": []},
    "ecs:ListServiceDeployments": {
        "serviceDeployments": [
            {
                "serviceDeploymentArn": DEPLOYMENT,
                "createdAt": "2026-03-01T10:30:00Z",
                "startedAt": "2026-03-01T10:30:01Z",
                "finishedAt": "2026-03-01T10:35:00Z",
                "targetServiceRevisionArn": REVISION,
                "status": "SUCCESSFUL",
            }
        ]
    },
    "ecs:DescribeServiceDeployments": {"serviceDeployments": [], "failures": []},
    "ecs:DescribeServiceRevisions": {
        "serviceRevisions": [
            {
                "serviceRevisionArn": REVISION,
                "taskDefinition": DEFINITION,
                "containerImages": [{"containerName": "app", "image": f"{REGISTRY}/shop:v1.2.0", "imageDigest": INDEX}],
            }
        ],
        "failures": [],
    },
    "ecs:DescribeTaskDefinition": task_definition,
    "ecs:ListTasks": tasks,
    "ecs:DescribeTasks": {"tasks": [TASK_ANSWER], "failures": []},
    "ecr:DescribeRepositories": {"repositories": [{"repositoryName": "shop", "imageTagMutability": "IMMUTABLE"}]},
    "ecr:DescribeImages": {
        "imageDetails": [
            {"imageDigest": INDEX, "imageTags": ["v1.2.0", "latest"], "imagePushedAt": "2026-03-01T10:20:00Z"},
            {"imageDigest": CHILD, "imagePushedAt": "2026-03-01T10:19:59Z"},
            {"imageDigest": OLD, "imageTags": ["v1.1.0"], "imagePushedAt": "2026-02-01T10:20:00Z"},
        ]
    },
    "codepipeline:ListPipelineExecutions": {"pipelineExecutionSummaries": []},
    "codepipeline:GetPipelineState": {"pipelineName": "shop", "stageStates": []},
    "ecr:GetLifecyclePolicy": {"lifecyclePolicyText": json.dumps({"rules": [LIFECYCLE]})},
    "ecr:GetRepositoryPolicy": {"policyText": '{"Statement": []}'},
    "ecr:DescribePullThroughCacheRules": {"pullThroughCacheRules": [{"ecrRepositoryPrefix": "docker-hub"}]},
    "ecr:BatchGetImage": manifests,
    "ecr:GetDownloadUrlForLayer": {"blob": json.dumps(BLOB)},
    "codebuild:ListProjects": {"projects": ["shop-build", "other-build"]},
    "codebuild:BatchGetProjects": {
        "projects": [
            {
                "name": "shop-build",
                "source": {"location": "https://github.com/Shop/shop.git", "buildspec": "phases:\n  build: {}\n"},
                "webhook": {"url": "https://codebuild"},
                "serviceRole": "arn:aws:iam::123456789012:role/shop-build",
            },
            {"name": "other-build", "source": {"location": "https://github.com/shop/other.git"}},
        ]
    },
    "codebuild:ListBuildsForProject": {"ids": [BUILD]},
    "codebuild:BatchGetBuilds": {
        "builds": [
            {
                "id": BUILD,
                "arn": ACCOUNT.format("codebuild", f"build/{BUILD}"),
                "buildStatus": "SUCCEEDED",
                "resolvedSourceVersion": COMMIT,
                "sourceVersion": "v1.2.0",
                "initiator": "webhook",
                "startTime": "2026-03-01T10:10:00Z",
                "endTime": "2026-03-01T10:21:00Z",
                "phases": [{"phaseType": "BUILD", "phaseStatus": "SUCCEEDED", "startTime": "2026-03-01T10:11:00Z"}],
                "exportedEnvironmentVariables": [{"name": "IMAGE_DIGEST", "value": INDEX}],
                "logs": {"groupName": "/aws/codebuild/shop-build", "streamName": "1"},
            }
        ]
    },
    "iam:GetRole": {
        "Role": {
            "Arn": ROLE,
            "AssumeRolePolicyDocument": {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sts:AssumeRole",
                        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    }
                ]
            },
        }
    },
    "kms:DescribeKey": {"KeyMetadata": {"Arn": KEY, "KeyState": "Enabled", "Enabled": True}},
    "kms:GetKeyPolicy": {"Policy": '{"Statement": []}', "PolicyName": "default"},
    "logs:DescribeLogGroups": {"logGroups": [{"logGroupName": "/ecs/shop"}]},
    "logs:GetLogEvents": {"events": [{"message": "COPY failed: no such file\n"}]},
    "logs:FilterLogEvents": {"events": []},
    "secretsmanager:DescribeSecret": {"ARN": SECRET, "Name": "shop/db", "LastChangedDate": "2026-01-01T00:00:00Z"},
    "secretsmanager:GetSecretValue": {
        "ARN": SECRET,
        "SecretString": {"Shape": {"kind": "object", "keys": {"password": {"kind": "text"}}}},
    },
    "ssm:DescribeParameters": {"Parameters": [{"Name": "/shop/flag", "LastModifiedDate": "2026-01-01T00:00:00Z"}]},
    "iam:SimulatePrincipalPolicy": permissions,
    "ecs:GetTaskProtection": {"protectedTasks": [], "failures": []},
    "cloudwatch:DescribeAlarms": {"MetricAlarms": [], "CompositeAlarms": []},
    "application-autoscaling:DescribeScalableTargets": {"ScalableTargets": []},
    "application-autoscaling:DescribeScalingActivities": {"ScalingActivities": []},
    "servicediscovery:ListInstances": {"Instances": []},
    **NETWORK,
    "elbv2:DescribeTargetGroups": {
        "TargetGroups": [
            {
                "TargetGroupArn": GROUP,
                "TargetGroupName": "shop",
                "Port": 8000,
                "Protocol": "HTTP",
                "TargetType": "ip",
                "HealthCheckPath": "/health",
                "LoadBalancerArns": [BALANCER],
            }
        ]
    },
    "elbv2:DescribeTargetHealth": {
        "TargetHealthDescriptions": [{"Target": {"Id": "10.0.0.5", "Port": 8000}, "TargetHealth": {"State": "healthy"}}]
    },
    "elbv2:DescribeLoadBalancers": {
        "LoadBalancers": [
            {
                "LoadBalancerArn": BALANCER,
                "LoadBalancerName": "shop-alb",
                "DNSName": "shop-alb-1.eu-west-1.elb.amazonaws.com",
                "Scheme": "internet-facing",
                "Type": "application",
                "State": {"Code": "active"},
            }
        ]
    },
    "elbv2:DescribeListeners": {
        "Listeners": [{"ListenerArn": LISTENER, "Protocol": "HTTPS", "Port": 443, "DefaultActions": []}]
    },
    "elbv2:DescribeRules": {
        "Rules": [
            {
                "RuleArn": f"{LISTENER}/rule",
                "Priority": "1",
                "Conditions": [{"Field": "host-header", "HostHeaderConfig": {"Values": ["shop.example.com"]}}],
                "Actions": [
                    {
                        "Type": "forward",
                        "TargetGroupArn": GROUP,
                        "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": GROUP, "Weight": 1}]},
                    }
                ],
            },
            {
                "RuleArn": f"{LISTENER}/d",
                "Priority": "default",
                "Actions": [{"Type": "fixed-response"}],
                "IsDefault": True,
            },
        ]
    },
}

ELSEWHERE: Mapping[str, Answer] = {
    "git:remote": {"url": "git@github.com:shop/shop.git"},
    "git:tags": {"tags": [{"name": "v1.2.0", "sha": COMMIT, "at": "2026-03-01T10:00:00Z"}]},
    "git:commit": commit,
    "git:files": {"files": {"app.py": "1"}},
    "git:read": {"text": "phases: {}"},
    CANARY_URL: {"status": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(CANARY)},
    RUNS_URL: {"status": 200, "headers": {}, "body": json.dumps({"workflow_runs": [RUN]}), "authenticated": True},
    "DNS shop.example.com": {"canonical": "shop-alb-1.eu-west-1.elb.amazonaws.com.", "addresses": ["192.0.2.1"]},
    "DNS shop-alb-1.eu-west-1.elb.amazonaws.com": {"canonical": "", "addresses": ["192.0.2.1"]},
}

SHOP: Answers = {**AWS, **ELSEWHERE}
