package dev.atelier.sagemaker;

import dev.atelier.sagemaker.event.QueueListener;
import dev.atelier.sagemaker.event.Watch;
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
final class SageMakerStart implements ApplicationEventListener<ServerStartupEvent> {

    private final Watch watch;
    private final QueueListener listener;

    /** @param listener null where there is no queue */
    SageMakerStart(Watch watch, @Nullable QueueListener listener) {
        this.watch = watch;
        this.listener = listener;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        watch.start();
        if (listener != null) {
            listener.start();
        }
    }
}
