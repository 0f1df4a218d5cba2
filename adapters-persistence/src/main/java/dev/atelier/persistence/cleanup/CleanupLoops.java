package dev.atelier.persistence.cleanup;

import dev.atelier.application.queue.BackgroundLoop;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the cleanups while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class CleanupLoops {

    private static final Logger LOG = LoggerFactory.getLogger(CleanupLoops.class);

    private final List<BackgroundLoop> loops;

    CleanupLoops(List<Cleanup> cleanups) {
        this.loops = cleanups.stream()
                .map(cleanup -> new BackgroundLoop(
                        cleanup.name(), cleanup.interval(), cleanup.interval(), LOG::warn, cleanup::runStep))
                .toList();
    }

    @EventListener
    void start(ServerStartupEvent event) {
        loops.forEach(BackgroundLoop::start);
    }

    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(loops);
    }
}
