package dev.atelier.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsConfigurationTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/endpoints";

    private static final Map<String, Object> LEAST = Map.of(
            "atelier.backend",
            "sagemaker",
            "atelier.aws.execution-role",
            ROLE,
            "atelier.aws.inference-image",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/webui:1");

    @Test
    void beyondRoleAndImageTheDefaultsHold() {
        try (ApplicationContext context = start(Map.of())) {
            assertThat(context.getBean(AwsConfiguration.class))
                    .isEqualTo(new AwsConfiguration(
                            "atelier",
                            ROLE,
                            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/webui:1",
                            null,
                            "extensions/sd-webui-sagemaker/sagemaker_entrypoint_json.py",
                            "ml.g5.2xlarge",
                            null,
                            List.of(),
                            null,
                            null,
                            25 << 20,
                            null,
                            null,
                            new AwsTimeouts(
                                    Duration.ofMinutes(60),
                                    Duration.ofHours(1),
                                    Duration.ofHours(6),
                                    Duration.ofHours(1),
                                    Duration.ofHours(24)),
                            new AwsPolling(Duration.ofSeconds(10), Duration.ofMinutes(2))));
        }
    }

    @Test
    void everySettingCanBeGiven() {
        Map<String, Object> given = new HashMap<>();
        given.put("atelier.aws.prefix", "studio");
        given.put("atelier.aws.training-image", "kohya:1");
        given.put("atelier.aws.training-program", "train.py");
        given.put("atelier.aws.training-instance-type", "ml.g5.xlarge");
        given.put("atelier.aws.model-data-url", "s3://bucket/model.tar.gz");
        given.put("atelier.aws.extra-instance-types", "ml.p4d.24xlarge, ml.g6.xlarge");
        given.put("atelier.aws.success-topic", "arn:aws:sns:eu-west-1:123456789012:good");
        given.put("atelier.aws.error-topic", "arn:aws:sns:eu-west-1:123456789012:bad");
        given.put("atelier.aws.real-time-max-request-bytes", "6MB");
        given.put("atelier.aws.queue-url", "https://sqs.eu-west-1.amazonaws.com/123456789012/events");
        given.put("atelier.aws.temp-dir", "/tmp/spool");
        given.put("atelier.aws.timeouts.endpoint-start", "20m");
        given.put("atelier.aws.timeouts.hand-over", "5m");
        given.put("atelier.aws.timeouts.waiting", "2h");
        given.put("atelier.aws.timeouts.invocation", "10m");
        given.put("atelier.aws.timeouts.training", "2h");
        given.put("atelier.aws.polling.shortest", "1s");
        given.put("atelier.aws.polling.longest", "1m");

        try (ApplicationContext context = start(given)) {
            assertThat(context.getBean(AwsConfiguration.class))
                    .isEqualTo(new AwsConfiguration(
                            "studio",
                            ROLE,
                            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/webui:1",
                            "kohya:1",
                            "train.py",
                            "ml.g5.xlarge",
                            "s3://bucket/model.tar.gz",
                            List.of("ml.p4d.24xlarge", "ml.g6.xlarge"),
                            "arn:aws:sns:eu-west-1:123456789012:good",
                            "arn:aws:sns:eu-west-1:123456789012:bad",
                            6 << 20,
                            "https://sqs.eu-west-1.amazonaws.com/123456789012/events",
                            "/tmp/spool",
                            new AwsTimeouts(
                                    Duration.ofMinutes(20),
                                    Duration.ofMinutes(5),
                                    Duration.ofHours(2),
                                    Duration.ofMinutes(10),
                                    Duration.ofHours(2)),
                            new AwsPolling(Duration.ofSeconds(1), Duration.ofMinutes(1))));
        }
    }

    @Test
    void variablesThatAreSetToNothingAreNotSet() {
        try (ApplicationContext context = start(Map.of(
                "atelier.aws.training-image", "", "atelier.aws.queue-url", "", "atelier.aws.success-topic", " "))) {
            AwsConfiguration configuration = context.getBean(AwsConfiguration.class);

            assertThat(configuration.trainingImage()).isNull();
            assertThat(configuration.queueUrl()).isNull();
            assertThat(configuration.successTopic()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            prefix              | -x       | atelier.aws.prefix is -x; allowed is 1 to 20 letters
            prefix              | aaaaaaaaaaaaaaaaaaaaa | 1 to 20 letters, digits and hyphens
            execution-role      | me       | atelier.aws.execution-role is me; allowed is the ARN of a role
            inference-image     | ""       | atelier.aws.inference-image is missing; allowed is the container image of endpoints
            model-data-url      | /model   | atelier.aws.model-data-url is /model; allowed is a location s3://bucket/key
            extra-instance-types | g5      | atelier.aws.extra-instance-types is g5; allowed is names such as ml.p4d.24xlarge
            success-topic       | arn:aws:sns:eu-west-1:123456789012:x | atelier.aws.error-topic is missing; allowed is a topic exactly when
            queue-url           | events   | atelier.aws.queue-url is events; allowed is the URL of an SQS queue
            real-time-max-request-bytes | 2GB | atelier.aws.real-time-max-request-bytes is 2147483648; allowed is a size from 1 to 1GB
            timeouts.waiting    | 7h       | atelier.aws.timeouts.waiting is PT7H; allowed is a duration from 1m to 6h
            timeouts.invocation | 2h       | atelier.aws.timeouts.invocation is PT2H; allowed is a duration from 1s to 1h
            polling.longest     | 1s       | atelier.aws.polling.longest is PT1S; allowed is a duration from 10s
            """)
    void wrongValuesStopTheStartWithASentence(String setting, String value, String sentence) {
        assertThatThrownBy(() -> start(Map.of("atelier.aws." + setting, value)).close())
                .hasMessageContaining(sentence);
    }

    @Test
    void withoutARoleNothingStarts() {
        assertThatThrownBy(() -> ApplicationContext.builder()
                        .propertySources(new MapPropertySource("test", Map.of("atelier.backend", "sagemaker")))
                        .start()
                        .close())
                .hasMessageContaining("atelier.aws.execution-role is missing; allowed is the ARN of the role");
    }

    private static ApplicationContext start(Map<String, Object> given) {
        Map<String, Object> all = new HashMap<>(LEAST);
        all.putAll(given);
        return ApplicationContext.builder()
                .propertySources(new MapPropertySource("test", all))
                .start();
    }
}
