package dev.atelier.rest;

import dev.atelier.domain.CapacityExceededException;
import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the memory of request bodies, over all connections. Thread-safe. */
@Singleton
class BodyMemory {

    /** A body is held as bytes in pieces and in one, as text, as parsed JSON and as what the use case makes of it. */
    private static final int PART_OF_HEAP = 8;

    private final long capacity;
    private final AtomicLong used = new AtomicLong();

    BodyMemory(RestSettings settings, HttpServerConfiguration server) {
        long largestBody = server.getMaxRequestBufferSize();
        capacity = settings.bodyMemory() == null
                ? Math.max(largestBody, Runtime.getRuntime().maxMemory() / PART_OF_HEAP)
                : settings.bodyMemory();
        if (capacity < largestBody) {
            throw new IllegalArgumentException("atelier.body-memory is " + capacity + " bytes; it should be at least "
                    + largestBody + ", what a single request body may have");
        }
    }

    /** The memory in use. */
    long used() {
        return used.get();
    }

    Share share() {
        return new Share();
    }

    private static CapacityExceededException exhausted() {
        return new CapacityExceededException(
                "the bodies of the requests in progress fill the memory that they may take; try again later");
    }

    /** The memory of one request. Not thread-safe, except for {@link #close}. */
    final class Share implements AutoCloseable {

        private final AtomicLong taken = new AtomicLong();

        /** @throws CapacityExceededException if that is more than is free now; nothing is reserved then */
        void take(long bytes) {
            if (used.addAndGet(bytes) > capacity) {
                used.addAndGet(-bytes);
                throw exhausted();
            }
            taken.addAndGet(bytes);
        }

        /**
         * Checks only and reserves nothing, because a client may announce what it never sends.
         *
         * @throws CapacityExceededException if less is free now
         */
        void requireFree(long bytes) {
            if (used.get() + bytes > capacity) {
                throw exhausted();
            }
        }

        /** Releases all memory of the request. Idempotent. */
        @Override
        public void close() {
            used.addAndGet(-taken.getAndSet(0));
        }
    }
}
