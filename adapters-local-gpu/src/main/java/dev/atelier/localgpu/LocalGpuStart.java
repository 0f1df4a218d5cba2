package dev.atelier.localgpu;

import dev.atelier.localgpu.node.NodePool;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Puts the nodes to work once the service listens. */
@LocalGpuEnabled
@Singleton
final class LocalGpuStart implements ApplicationEventListener<ServerStartupEvent> {

    private final NodePool pool;

    LocalGpuStart(NodePool pool) {
        this.pool = pool;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        pool.start();
    }
}
