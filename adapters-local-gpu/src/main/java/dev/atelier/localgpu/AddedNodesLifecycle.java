package dev.atelier.localgpu;

import dev.atelier.localgpu.node.AddedNodeSync;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Learns of added nodes once the HTTP server is up, also without workers: jobs are checked against them. */
@LocalGpuEnabled
@Singleton
final class AddedNodesLifecycle implements ApplicationEventListener<ServerStartupEvent> {

    private final AddedNodeSync sync;

    AddedNodesLifecycle(AddedNodeSync sync) {
        this.sync = sync;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        sync.start();
    }
}
