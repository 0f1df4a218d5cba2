package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;

class AwsCredentialsListenerTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "aws.accessKeyId", "AKIDEXAMPLE", "aws.secretAccessKey", "secret-of-the-test", "aws.sessionToken", "");

    private final Map<String, String> before = new HashMap<>();

    @BeforeEach
    void set() {
        SETTINGS.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
    }

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void anEmptySessionTokenIsNone() {
        try (ApplicationContext context = ApplicationContext.run(Map.of("datasources.default.enabled", false))) {
            assertThat(context.getBean(AwsCredentialsProviderChain.class).resolveCredentials())
                    .isEqualTo(AwsBasicCredentials.create("AKIDEXAMPLE", "secret-of-the-test"));
        }
    }
}
