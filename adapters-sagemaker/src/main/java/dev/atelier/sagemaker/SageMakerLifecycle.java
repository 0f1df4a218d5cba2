package dev.atelier.sagemaker;

import dev.atelier.sagemaker.event.PollingScheduler;
import dev.atelier.sagemaker.event.SqsEventListener;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Starts the pollers and the queue listener when the server starts. Not used in Lambda, which runs no server. */
@SageMakerEnabled
@Singleton
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
final class SageMakerLifecycle implements ApplicationEventListener<ServerStartupEvent> {

    private final PollingScheduler pollingScheduler;
    private final SqsEventListener listener;

    /** @param listener null without a configured queue */
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
