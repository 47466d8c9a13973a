"""What a pipeline hands from step to step."""

from islive.causes.cause import Cause, around, sign

PIPELINE_PAGE = "docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html"

CAUSES = (
    Cause(
        label="build.artifact-missing",
        means="A step names an artifact that the step before did not deliver.",
        looks=(
            "CodeBuild: `no matching artifact paths found`; CodePipeline: `Did not find the image definition "
            "file imagedefinitions.json`, `input artifact … does not exist`; GitHub Actions and GitLab: "
            "`Artifact not found`, `no matching files`."
        ),
        known_by="the build succeeded, and the file is not in what it handed over",
        unlike=("build.imagedefinitions-invalid", "build.taskdef-file-missing"),
        look="`aws codepipeline get-pipeline-execution`; `artifacts:` of the buildspec beside the build's `ls`",
        fix=(
            'Write the file in `post_build` (`printf \'[{"name":"web","imageUri":"%s"}]\' $URI > '
            "imagedefinitions.json`) and list it under `artifacts: files:`; in CodePipeline name that output "
            "artifact as the deploy action's input."
        ),
        signs=(
            sign(
                9.4,
                "no matching artifact paths found | no matching base directory path | did not find the image "
                "definition file | artifact not found | input artifact",
            ),
            sign(
                9,
                "imagedefinitions.json | imagedetail.json | appspec.yaml | appspec.yml | taskdef.json",
                "not found | did not find | missing | no such file | does not exist",
                unless="task definition file",
            ),
        ),
        sources=(PIPELINE_PAGE, "docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html"),
    ),
    Cause(
        label="build.imagedefinitions-invalid",
        means="The image definitions file is not the list of name and imageUri that the deploy step wants.",
        looks=(
            "The deploy action of CodePipeline fails at once: `The image definition file … contains invalid "
            "JSON format`, or a container name that the task definition does not have. Blue/green wants "
            "imageDetail.json instead."
        ),
        known_by="the file is there, and its content is refused",
        unlike=("build.artifact-missing",),
        look="the file in the build's output artifact; `containerDefinitions[].name` of the task definition",
        fix=(
            'Write `[{"name": "CONTAINER", "imageUri": "IMAGE"}]`, an array, with the name as in the task '
            'definition; for the CodeDeploy action `{"ImageURI": "IMAGE"}` in imageDetail.json.'
        ),
        signs=(
            sign(8.6, "ecs container | invalid action configuration", "does not exist"),
            sign(
                9.2,
                "imagedefinitions.json | imagedetail.json | image definition file | image artifact",
                "must be | does not match | array | exception while | valid | format | wrong",
                unless="did not find | not found | no such file | no matching",
            ),
            sign(
                9.2,
                "imagedefinitions.json | image definition file | image definitions | imagedetail.json",
                "invalid | cannot be parsed | not valid json | parse | unable to parse | malformed | is not "
                "in the | does not contain",
                unless="did not find",
            ),
            sign(9, "container name", "imagedefinitions.json | not found in the task definition"),
        ),
        sources=(PIPELINE_PAGE,),
    ),
    Cause(
        label="build.pipeline-condition-wrong",
        means="A condition runs the deploy step after a failed build, or skips it.",
        looks=(
            "The deploy step ran although the build failed (`always()`, `continue-on-error`, `when: always`) "
            "or was skipped although it succeeded; the task then finds no image, or nothing changes."
        ),
        known_by="the CI run shows the build failed or skipped and the deploy step done (or the reverse)",
        unlike=("image.not-found", "image.placeholder"),
        look="the run's list of jobs: `gh run view ID`, and `if:`, `needs:`, `rules:`, `when:` of the deploy job",
        fix=(
            "Let the deploy job depend on the build (`needs: build`) with `if: success()` (GitLab: `when: "
            "on_success`), without `continue-on-error` before it."
        ),
        signs=(
            sign(
                9,
                "not found | skipped | completed | success",
                around(
                    "job condition | if condition | always() | condition skipped | needs: | ran although the "
                    "build | skipped the build | continue-on-error"
                ),
            ),
        ),
        sources=("docs.github.com/en/actions/reference/workflows-and-actions/expressions",),
    ),
    Cause(
        label="build.taskdef-file-missing",
        means="The task definition file that the deploy step is given is not in the workspace.",
        looks=(
            "GitHub Actions: `Task definition file does not exist: task-definition.json`, `ENOENT`; "
            "CodePipeline: `taskdef.json` not found in the artifact."
        ),
        known_by="the missing file is the task definition of the deploy step",
        unlike=("build.artifact-missing",),
        look="`path` in the workflow, and whether the job has a checkout step (or the artifact's download)",
        fix=(
            "Add `actions/checkout` to that job, or write the file there (`aws ecs describe-task-definition "
            "… > task-definition.json`), and give the path from the workspace's root."
        ),
        signs=(
            sign(9.1, "unable to load paramfile | paramfile | cli-input-json", "no such file"),
            sign(
                9.3,
                "task definition file does not exist | task-definition.json | task definition file | taskdef.json",
                "does not exist | enoent | no such file | not found",
            ),
        ),
        sources=("github.com/aws-actions/amazon-ecs-deploy-task-definition",),
    ),
)
