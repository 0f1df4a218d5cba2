package dev.atelier.persistence;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Leaves credentials to the SDK's default chain. Micronaut's own provider, which is asked before it, reads the same
 * variables, but sends an empty {@code AWS_SESSION_TOKEN} as a token.
 */
@Singleton
final class AwsCredentialsListener implements BeanCreatedEventListener<AwsCredentialsProviderChain> {

    @Override
    public AwsCredentialsProviderChain onCreated(BeanCreatedEvent<AwsCredentialsProviderChain> event) {
        return AwsCredentialsProviderChain.of(
                DefaultCredentialsProvider.builder().build());
    }
}
