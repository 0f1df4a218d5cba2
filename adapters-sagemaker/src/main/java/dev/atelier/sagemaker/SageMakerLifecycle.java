package dev.atelier.sagemaker;

import dev.atelier.sagemaker.event.PollingScheduler;
import dev.atelier.sagemaker.event.SqsEventListener;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Begins to listen and to look once the service listens. Without a server, as in a Lambda function, it does not. */
@SageMakerEnabled
@Singleton
@Requires(property = "atelier.background", notEquals = StringUtils.FALSE)
final class SageMakerLifecycle implements ApplicationEventListener<ServerStartupEvent> {

    private final PollingScheduler pollingScheduler;
    private final SqsEventListener listener;

    /** @param listener null where there is no queue */
    SageMakerLifecycle(PollingScheduler pollingScheduler, @Nullable SqsEventListener listener) {
        this.pollingScheduler = pollingScheduler;
        this.listener = listener;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        pollingScheduler.start();
        if (listener != null) {
            listener.start();
        }
    }
}
