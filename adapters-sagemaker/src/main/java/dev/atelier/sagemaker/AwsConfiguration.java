package dev.atelier.sagemaker;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.util.List;

/**
 * Settings of the SageMaker backend. Region, credentials and endpoint override come from the AWS SDK's default
 * providers, by Micronaut's beans: {@code AWS_REGION}, the default credentials chain, {@code AWS_ENDPOINT_URL}.
 *
 * @param prefix prefix of the names of all AWS resources that this installation creates, and the value of their tag
 *     {@code atelier:installation}; unique among the installations in the account
 * @param executionRole ARN of the role that endpoints and trainings assume
 * @param inferenceImage the container image of endpoints
 * @param trainingImage the container image of trainings; without it trainings are rejected
 * @param trainingProgram the program that the training image runs, passed as {@code sagemaker_program}
 * @param trainingInstanceType the default instance type of trainings
 * @param modelDataUrl the archive that SageMaker unpacks in each endpoint before its container starts; default: an
 *     empty archive in the installation's bucket
 * @param extraInstanceTypes instance types that are allowed in addition to the families ml.g4dn and ml.g5
 * @param successTopic ARN of the SNS topic to which Async endpoints publish results
 * @param errorTopic ARN of the SNS topic to which Async endpoints publish failures; required with {@code
 *     successTopic}, not allowed without it
 * @param realTimeMaxRequestBytes how large the request of a Real-time inference may be; SageMaker may allow less
 * @param queueUrl URL of the SQS queue that the topics and EventBridge deliver to; without it jobs, endpoints and
 *     trainings are only polled
 * @param tempDir where responses of endpoints are buffered; default: a new directory in the system's temporary
 *     directory
 */
@ConfigurationProperties(AwsConfiguration.KEY)
public record AwsConfiguration(
        @Bindable(defaultValue = "atelier") String prefix,
        @Nullable String executionRole,
        @Nullable String inferenceImage,
        @Nullable String trainingImage,

        @Bindable(defaultValue = "extensions/sd-webui-sagemaker/sagemaker_entrypoint_json.py")
        String trainingProgram,

        @Bindable(defaultValue = "ml.g5.2xlarge") String trainingInstanceType,
        @Nullable String modelDataUrl,
        @Bindable(defaultValue = "") List<String> extraInstanceTypes,
        @Nullable String successTopic,
        @Nullable String errorTopic,
        @Bindable(defaultValue = "25MB") @ReadableBytes long realTimeMaxRequestBytes,
        @Nullable String queueUrl,
        @Nullable String tempDir,
        AwsTimeouts timeouts,
        AwsPolling polling) {

    static final String KEY = "atelier.aws";

    /** Requests are held in memory. */
    private static final long MAX_REQUEST_BYTES = 1L << 30;

    private static final String ARN = "arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+";

    public AwsConfiguration {
        trainingImage = blankToNull(trainingImage);
        modelDataUrl = blankToNull(modelDataUrl);
        successTopic = blankToNull(successTopic);
        errorTopic = blankToNull(errorTopic);
        queueUrl = blankToNull(queueUrl);
        tempDir = blankToNull(tempDir);
        extraInstanceTypes = extraInstanceTypes.stream()
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .toList();
        // SageMaker allows 63 characters, and the endpoint's id is appended.
        ConfigurationChecks.requireMatch(
                KEY + ".prefix",
                prefix,
                "[A-Za-z0-9]([A-Za-z0-9-]{0,18}[A-Za-z0-9])?",
                "1 to 20 letters, digits and hyphens, no hyphen at an end");
        ConfigurationChecks.require(
                executionRole != null, KEY + ".execution-role", null, "the ARN of the role that endpoints have");
        ConfigurationChecks.requireMatch(KEY + ".execution-role", executionRole, ARN, "the ARN of a role");
        ConfigurationChecks.require(
                inferenceImage != null && !inferenceImage.isBlank(),
                KEY + ".inference-image",
                null,
                "the container image of endpoints");
        ConfigurationChecks.requireMatch(
                KEY + ".model-data-url", modelDataUrl, "s3://[^/]+/.+", "a location s3://bucket/key");
        ConfigurationChecks.requireMatch(KEY + ".success-topic", successTopic, ARN, "the ARN of an SNS topic");
        ConfigurationChecks.requireMatch(KEY + ".error-topic", errorTopic, ARN, "the ARN of an SNS topic");
        ConfigurationChecks.require(
                (successTopic == null) == (errorTopic == null),
                KEY + ".error-topic",
                errorTopic,
                "a topic exactly when there is " + KEY + ".success-topic, which is "
                        + (successTopic == null ? "missing" : successTopic));
        ConfigurationChecks.require(
                realTimeMaxRequestBytes > 0 && realTimeMaxRequestBytes <= MAX_REQUEST_BYTES,
                KEY + ".real-time-max-request-bytes",
                realTimeMaxRequestBytes,
                "a size from 1 to 1GB, such as 25MB");
        ConfigurationChecks.requireMatch(KEY + ".queue-url", queueUrl, "https?://.+", "the URL of an SQS queue");
        for (String type : extraInstanceTypes) {
            ConfigurationChecks.requireMatch(
                    KEY + ".extra-instance-types",
                    type,
                    "ml\\.[a-z0-9-]+\\.[a-z0-9]+",
                    "names such as ml.p4d.24xlarge");
        }
    }

    /** An empty environment variable counts as not set. */
    private static String blankToNull(String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
