package dev.atelier.sagemaker;

import dev.atelier.sagemaker.aws.AwsClients;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Limits calls to the queue. */
@SageMakerEnabled
@Singleton
final class SqsClientBuilderListener implements BeanCreatedEventListener<SqsClientBuilder> {

    @Override
    public SqsClientBuilder onCreated(BeanCreatedEvent<SqsClientBuilder> event) {
        SqsClientBuilder client = event.getBean();
        return client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .apiCallTimeout(AwsClients.DEFAULT_CALL)
                .build());
    }
}
