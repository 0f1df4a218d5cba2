package dev.atelier.localgpu;

import dev.atelier.application.node.AddedNodes;
import dev.atelier.localgpu.node.AddedNodeSync;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/**
 * Learns of added nodes once the HTTP server is up, also without workers: jobs are checked against them. Where none can be added
 * and none is there, as in functions, no thread looks for them.
 */
@LocalGpuEnabled
@Singleton
final class AddedNodesLifecycle implements ApplicationEventListener<ServerStartupEvent> {

    private final AddedNodeSync sync;
    private final AddedNodes stored;
    private final LocalGpuConfiguration configuration;

    AddedNodesLifecycle(AddedNodeSync sync, AddedNodes stored, LocalGpuConfiguration configuration) {
        this.sync = sync;
        this.stored = stored;
        this.configuration = configuration;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        if (configuration.maxAddedNodes() > 0 || !stored.all().isEmpty()) {
            sync.start();
        }
    }
}
