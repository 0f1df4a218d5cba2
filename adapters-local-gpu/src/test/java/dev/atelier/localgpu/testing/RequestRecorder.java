package dev.atelier.localgpu.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests that a simulated node received. */
final class RequestRecorder {

    private static final int KEPT_REQUESTS = 2000;

    private final Deque<SimulatedRequest> requests = new ArrayDeque<>();
    private final AtomicInteger generations = new AtomicInteger();
    private final AtomicInteger switches = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    void received(SimulatedRequest request) {
        synchronized (requests) {
            requests.add(request);
            if (requests.size() > KEPT_REQUESTS) {
                requests.remove();
            }
        }
        if (Routes.isGeneration(request)) {
            generations.incrementAndGet();
        }
    }

    /** A generation is pending until its response is sent. */
    CompletableFuture<Reply> underWay(CompletableFuture<Reply> generation) {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        return generation.whenComplete((reply, failure) -> atOnce.decrementAndGet());
    }

    void switched() {
        switches.incrementAndGet();
    }

    List<SimulatedRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    int generations() {
        return generations.get();
    }

    int switches() {
        return switches.get();
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }
}
