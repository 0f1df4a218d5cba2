package dev.atelier.persistence.access;

import dev.atelier.application.util.DaemonThreads;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes when API keys were last used, at most once a minute for each and not in the requests' threads. A use is not worth an
 * error: one that cannot be written is left out. Thread-safe.
 */
@Singleton
final class KeyUses {

    private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
    private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final ApiKeyDao rows;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(DaemonThreads.named("atelier-key-uses"));
    private final Map<String, Long> writtenNanos = new ConcurrentHashMap<>();

    KeyUses(ApiKeyDao rows) {
        this.rows = rows;
    }

    /** The key of that name is used now. */
    void add(String name) {
        long now = System.nanoTime();
        Long before = writtenNanos.get(name);
        boolean due = before == null
                ? writtenNanos.putIfAbsent(name, now) == null
                : now - before >= INTERVAL_NANOS && writtenNanos.replace(name, before, now);
        if (due) {
            try {
                writer.execute(() -> write(name));
            } catch (RejectedExecutionException closed) {
                LOG.debug("The use of API key {} is not written while the service stops", name);
            }
        }
    }

    /** A key of that name is new, so that its first use is written at once. */
    void forget(String name) {
        writtenNanos.remove(name);
    }

    private void write(String name) {
        try {
            rows.used(name);
        } catch (DataAccessException e) {
            LOG.debug("The use of API key {} is not written", name, e);
        }
    }

    /** Without an interrupt, which H2 takes for a broken disk. */
    @PreDestroy
    void close() {
        writer.shutdown();
    }
}
