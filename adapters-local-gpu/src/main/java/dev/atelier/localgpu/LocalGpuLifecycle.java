package dev.atelier.localgpu;

import dev.atelier.localgpu.node.NodeWorkerPool;
import dev.atelier.localgpu.training.TrainingWorker;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Starts the workers of nodes and trainer once the HTTP server is up. */
@LocalGpuEnabled
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
@Singleton
final class LocalGpuLifecycle implements ApplicationEventListener<ServerStartupEvent> {

    private final NodeWorkerPool pool;
    private final TrainingWorker trainer;

    LocalGpuLifecycle(NodeWorkerPool pool, TrainingWorker trainer) {
        this.pool = pool;
        this.trainer = trainer;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        pool.start();
        trainer.start();
    }
}
