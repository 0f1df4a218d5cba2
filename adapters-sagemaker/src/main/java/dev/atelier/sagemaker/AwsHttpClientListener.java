package dev.atelier.sagemaker;

import dev.atelier.sagemaker.aws.AwsClients;
import io.micronaut.aws.sdk.v2.client.urlConnection.UrlConnectionClientConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Makes the HTTP client of the AWS clients wait for a Real-time response; other calls have limits of their own. */
@SageMakerEnabled
@Singleton
final class AwsHttpClientListener implements BeanCreatedEventListener<UrlConnectionClientConfiguration> {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    @Override
    public UrlConnectionClientConfiguration onCreated(BeanCreatedEvent<UrlConnectionClientConfiguration> event) {
        event.getBean().getBuilder().connectionTimeout(CONNECT).socketTimeout(AwsClients.MAX_CALL);
        return event.getBean();
    }
}
