package dev.atelier.persistence.secret;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Limits calls to Secrets Manager, which requests may wait for. */
@Singleton
final class SecretsManagerClientBuilderListener implements BeanCreatedEventListener<SecretsManagerClientBuilder> {

    private static final Duration ATTEMPT = Duration.ofSeconds(4);

    /** Including retries. */
    private static final Duration CALL = Duration.ofSeconds(10);

    @Override
    public SecretsManagerClientBuilder onCreated(BeanCreatedEvent<SecretsManagerClientBuilder> event) {
        SecretsManagerClientBuilder client = event.getBean();
        return client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .build());
    }
}
