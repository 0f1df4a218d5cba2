package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.training.TrainingId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions of each role in the template, granted and denied. */
class TemplateRolesTest {

    private static final String BUCKET = "${Files.Arn}";
    private static final String ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:%s";
    private static final StorageLayout LAYOUT = new StorageLayout("files");
    private static final UUID SOME = UUID.randomUUID();
    private static final InferenceJobId JOB = new InferenceJobId(SOME);
    private static final TrainingId TRAINING = new TrainingId(SOME);

    private final Template template = read();
    private final RolePermissions execution = new RolePermissions(template, "ExecutionRole");
    private final RolePermissions proxy = new RolePermissions(template, "ProxyRole");

    @Test
    void endpointsAndTrainingsReadWhatTheyWorkWith() {
        Stream.of(models(), payloads(), trainings(), Stream.of(dataset(), LAYOUT.invocation(JOB), LAYOUT.modelData()))
                .flatMap(files -> files)
                .forEach(file -> {
                    assertThat(execution.allows("s3:GetObject", arn(file)))
                            .as(file.key())
                            .isTrue();
                    assertThat(execution.mayList(BUCKET, file.key()))
                            .as(file.key())
                            .isTrue();
                });
    }

    @Test
    void endpointsAndTrainingsWriteResponsesAndTrainedModels() {
        Stream.concat(
                        trainings().map(StorageLayout::trainingOutput).map(folder -> folder.resolve("a.safetensors")),
                        Stream.of(LAYOUT.invocationOutputs().resolve("a.out")))
                .forEach(file -> assertThat(execution.allows("s3:PutObject", arn(file)))
                        .as(file.key())
                        .isTrue());
    }

    @Test
    void endpointsAndTrainingsChangeNothingElse() {
        Stream.of(models(), payloads(), Stream.of(dataset(), LAYOUT.invocation(JOB), LAYOUT.modelData()), ofClients())
                .flatMap(files -> files)
                .forEach(file -> assertThat(execution.allows("s3:PutObject", arn(file)))
                        .as(file.key())
                        .isFalse());
        assertThat(execution.actions()).doesNotContain("s3:DeleteObject");
    }

    @Test
    void endpointsAndTrainingsDoNotSeeWhatClientsGet() {
        ofClients().forEach(file -> {
            assertThat(execution.allows("s3:GetObject", arn(file)))
                    .as(file.key())
                    .isFalse();
            assertThat(execution.mayList(BUCKET, file.key())).as(file.key()).isFalse();
        });
        assertThat(execution.mayList(BUCKET, "")).isFalse();
    }

    @Test
    void endpointsAndTrainingsHaveNoSecretsAndMakeNothing() {
        assertThat(execution.actions())
                .noneMatch(action -> action.matches("(secretsmanager|kms|sagemaker|iam|sqs):.*"));
    }

    @Test
    void endpointsAndTrainingsLogInTheirOwnName() {
        for (String action : List.of("logs:CreateLogStream", "logs:PutLogEvents")) {
            assertThat(execution.allows(action, logs("Endpoints/${Prefix}-1:log-stream:x")))
                    .isTrue();
            assertThat(execution.allows(action, logs("TrainingJobs:log-stream:${Prefix}-1/algo-1")))
                    .isTrue();
            assertThat(execution.allows(action, logs("Endpoints/other-1:log-stream:x")))
                    .isFalse();
            assertThat(execution.allows(action, logs("TrainingJobs:log-stream:other-1/algo-1")))
                    .isFalse();
        }
    }

    @Test
    void endpointsAndTrainingsFetchTheirOwnImagesOnly() {
        assertThat(execution.resources().filter(resource -> resource.contains(":ecr:")))
                .isNotEmpty()
                .allMatch(resource -> resource.endsWith(":repository/${Repository}"));
    }

    @ParameterizedTest
    @CsvSource({
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/webui:1, webui",
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/webui, webui",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/webui:1.10.1, team/webui",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/webui@sha256:0123, team/webui",
        "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/webui:1, webui"
    })
    void theRepositoryOfAnImageIsReadOffItsParameter(String image, String repository) {
        for (String parameter : List.of("InferenceImage", "TrainingImage")) {
            assertThat(image)
                    .matches(template.part("Parameters", parameter)
                            .get("AllowedPattern")
                            .toString());
        }
        List<?> named = template.everything("Repository");
        assertThat(named)
                .hasSize(2)
                .allSatisfy(value -> assertThat(evaluate(value, image)).isEqualTo(repository));
        assertThat(named.toString()).contains("InferenceImage", "TrainingImage");
    }

    /** What CloudFormation makes of it, with this image as every parameter. */
    private static Object evaluate(Object value, String image) {
        if (!(value instanceof Map<?, ?> function)) {
            return value;
        }
        List<?> arguments = function.values().iterator().next() instanceof List<?> list ? list : List.of();
        return switch (function.keySet().iterator().next().toString()) {
            case "Ref" -> image;
            case "If" -> evaluate(arguments.get(image.contains(".com.cn/") ? 1 : 2), image);
            case "Split" ->
                List.of(evaluate(arguments.get(1), image)
                        .toString()
                        .split(Pattern.quote(arguments.get(0).toString())));
            default -> ((List<?>) evaluate(arguments.get(1), image)).get((Integer) arguments.get(0));
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"ApiRole", "EventsRole"})
    void aFunctionUsesEveryFileThatTheServiceKeeps(String role) {
        RolePermissions function = new RolePermissions(template, role);

        everyFile()
                .forEach(file -> Stream.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload")
                        .forEach(action -> assertThat(function.allows(action, arn(file)))
                                .as(action + " " + file.key())
                                .isTrue()));
        assertThat(function.mayList(BUCKET, "")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ApiRole", "EventsRole"})
    void aFunctionUsesNothingOfOthers(String role) {
        RolePermissions function = new RolePermissions(template, role);

        assertThat(function.allows("s3:GetObject", BUCKET + "/elsewhere/file")).isFalse();
        for (String kind : List.of("endpoint", "endpoint-config", "model", "training-job")) {
            assertThat(function.allows("sagemaker:AddTags", sagemaker(kind + "/${Prefix}-1")))
                    .isTrue();
            assertThat(function.allows("sagemaker:AddTags", sagemaker(kind + "/other-1")))
                    .isFalse();
        }
        assertThat(function.allows("iam:PassRole", "${ExecutionRole.Arn}")).isTrue();
        assertThat(function.allows("iam:PassRole", "${ProxyRole.Arn}")).isFalse();
    }

    /** As AWS lists them for its callers. */
    @ParameterizedTest
    @ValueSource(strings = {"ApiRole", "EventsRole"})
    void aFunctionMayDoWhatApplicationAutoScalingNeedsOfIt(String role) {
        RolePermissions function = new RolePermissions(template, role);

        for (String action : List.of("DescribeEndpoint", "UpdateEndpointWeightsAndCapacities")) {
            assertThat(function.allows("sagemaker:" + action, sagemaker("endpoint/${Prefix}-1")))
                    .as(action)
                    .isTrue();
        }
        assertThat(function.allows("sagemaker:DescribeEndpointConfig", sagemaker("endpoint-config/${Prefix}-1")))
                .isTrue();
        assertThat(function.allows("sagemaker:DescribeEndpointConfig", sagemaker("endpoint-config/other-1")))
                .isFalse();
        for (String action : List.of("PutMetricAlarm", "DeleteAlarms", "DescribeAlarms")) {
            assertThat(function.allows(
                            "cloudwatch:" + action,
                            ARN.formatted("cloudwatch", "alarm:TargetTracking-endpoint/${Prefix}-1")))
                    .as(action)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ApiRole", "EventsRole"})
    void aFunctionReadsItsTwoSecretsAndNoOther(String role) {
        RolePermissions function = new RolePermissions(template, role);

        assertThat(function.allows("secretsmanager:GetSecretValue", "${ApiKey}"))
                .isTrue();
        assertThat(function.allows("secretsmanager:GetSecretValue", "${DatabaseSecret}"))
                .isTrue();
        assertThat(function.allows("secretsmanager:GetSecretValue", ARN.formatted("secretsmanager", "secret:other")))
                .isFalse();
        assertThat(function.actions().filter(action -> action.startsWith("secretsmanager:")))
                .containsOnly("secretsmanager:GetSecretValue");
    }

    @Test
    void theProxyReadsTheDatabasesSecretAndNothingElse() {
        assertThat(proxy.actions()).containsExactlyInAnyOrder("secretsmanager:GetSecretValue", "kms:Decrypt");
        assertThat(proxy.allows("secretsmanager:GetSecretValue", "${DatabaseSecret}"))
                .isTrue();
        assertThat(proxy.allows("secretsmanager:GetSecretValue", "${ApiKey}")).isFalse();
    }

    @Test
    void noRoleMayUseAWholeBucketOrAllSecretsOfTheAccount() {
        assertThat(Stream.of("ApiRole", "EventsRole", "ExecutionRole", "ProxyRole")
                        .map(role -> new RolePermissions(template, role))
                        .flatMap(RolePermissions::resources))
                .hasSizeGreaterThan(50)
                .noneMatch(resource -> resource.matches("\\$\\{Files\\.Arn}/?\\*|.*:(secret|repository|role)[:/]\\*"));
    }

    /** AWS counts characters without white space: 6144 for a managed policy, 10240 for all policies within a role. */
    @Test
    void thePoliciesAreNotTooLongForAws() {
        assertThat(template.part("Resources", "ServicePolicy", "Properties", "PolicyDocument")
                        .toString())
                .hasSizeLessThan(6144);
        assertThat(template.part("Resources", "ExecutionRole", "Properties").toString())
                .hasSizeLessThan(10240);
    }

    private static Stream<StorageUri> everyFile() {
        return Stream.of(
                        models(),
                        payloads(),
                        trainings(),
                        ofClients(),
                        Stream.of(
                                dataset(),
                                LAYOUT.invocation(JOB),
                                LAYOUT.invocationOutputs().resolve("a.out"),
                                LAYOUT.modelData()))
                .flatMap(files -> files);
    }

    private static Stream<StorageUri> models() {
        return Stream.of(CheckpointType.values())
                .flatMap(type -> Stream.of(
                        LAYOUT.checkpoint(type, new CheckpointId(SOME)).resolve("a.safetensors"),
                        LAYOUT.modelOutput(type, new ModelName("a"), new ModelId(SOME))
                                .resolve("a.safetensors")));
    }

    private static Stream<StorageUri> payloads() {
        return Stream.of(TaskType.values()).map(task -> LAYOUT.payload(task, JOB));
    }

    private static Stream<StorageUri> trainings() {
        return Stream.concat(
                Stream.of(LAYOUT.training(TRAINING)),
                Stream.of(CheckpointType.values()).map(type -> LAYOUT.training(type, "a", TRAINING)));
    }

    private static StorageUri dataset() {
        return LAYOUT.dataset(new DatasetId(UUID.randomUUID()), new DatasetName("a"), "")
                .resolve("1.png");
    }

    /** What clients fetch, and what they keep. */
    private static Stream<StorageUri> ofClients() {
        return Stream.of(
                LAYOUT.results(JOB).resolve("image_0.png"),
                LAYOUT.clientFile("config/a.json"),
                LAYOUT.clientFile("upload/a.png"));
    }

    private static String arn(StorageUri file) {
        return BUCKET + "/" + file.key();
    }

    private static String logs(String group) {
        return ARN.formatted("logs", "log-group:/aws/sagemaker/" + group);
    }

    private static String sagemaker(String name) {
        return ARN.formatted("sagemaker", name);
    }

    private static Template read() {
        try {
            return Template.read(Files.readString(TemplateTest.FILE));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
