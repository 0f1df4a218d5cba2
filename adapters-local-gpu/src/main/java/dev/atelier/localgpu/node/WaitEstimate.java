package dev.atelier.localgpu.node;

import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Ahead;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.LocalGpuEnabled;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Estimates how long a job will wait: each job ahead is assigned to the node that would be free first, and takes as long there
 * as earlier ones took. Thread-safe.
 */
public final class WaitEstimate {

    private final GpuNodeRegistry nodes;
    private final EndpointLookup endpoints;
    private final InferenceQueue queue;

    public WaitEstimate(GpuNodeRegistry nodes, EndpointLookup endpoints, InferenceQueue queue) {
        this.nodes = nodes;
        this.endpoints = endpoints;
        this.queue = queue;
    }

    /** Empty where no healthy node can run it, or none has run a job that this process sent. */
    public Optional<Duration> of(InferenceJob job) {
        List<Schedule> schedules = nodes.serving(job.place().instanceType()).stream()
                .filter(node -> node.condition().healthy() && !node.drained())
                .map(Schedule::new)
                .toList();
        Optional<Duration> usual = usual(schedules);
        return usual.flatMap(time -> {
            List<Ahead> ahead = queue.ahead(job.id(), served(schedules));
            schedules.forEach(schedule -> schedule.begin(ahead, time));
            ahead.stream().filter(jobs -> jobs.node().isEmpty()).forEach(jobs -> assign(jobs, schedules, time));
            Optional<ModelReference> checkpoint = job.checkpoint();
            return next(
                            schedules,
                            checkpoint.map(ModelReference::name),
                            checkpoint.filter(ModelReference::isStored).isPresent())
                    .map(schedule -> schedule.free);
        });
    }

    /** How long jobs take on a node of which nothing is known: as on the others. */
    private static Optional<Duration> usual(List<Schedule> schedules) {
        List<Duration> known = schedules.stream()
                .flatMap(schedule -> schedule.node.times().usual().stream())
                .toList();
        return known.stream().reduce(Duration::plus).map(sum -> sum.dividedBy(known.size()));
    }

    /** All endpoints of which these nodes run the jobs. */
    private Set<EndpointId> served(List<Schedule> schedules) {
        return endpoints.of(LocalGpuEnabled.BACKEND).stream()
                .filter(endpoint ->
                        schedules.stream().anyMatch(schedule -> schedule.node.serves(endpoint.instanceType())))
                .map(Endpoint::id)
                .collect(Collectors.toSet());
    }

    private static void assign(Ahead jobs, List<Schedule> schedules, Duration usual) {
        for (long i = 0; i < jobs.jobs(); i++) {
            next(schedules, jobs.model(), jobs.stored()).ifPresent(schedule -> schedule.add(jobs.model(), usual));
        }
    }

    private static Optional<Schedule> next(List<Schedule> schedules, Optional<String> checkpoint, boolean stored) {
        return schedules.stream()
                .filter(schedule -> checkpoint.isEmpty() || schedule.node.mayHave(checkpoint.get(), stored))
                .min(Comparator.comparing(schedule -> schedule.free));
    }

    /** What a node will do. */
    private static final class Schedule {

        private final GpuNode node;
        private Optional<String> used;
        private Duration free = Duration.ZERO;

        Schedule(GpuNode node) {
            this.node = node;
            this.used = node.times().used();
        }

        /** With the rest of the job that it runs; half of one of which another process knows the beginning. */
        void begin(List<Ahead> ahead, Duration usual) {
            ahead.stream()
                    .filter(jobs -> jobs.node().filter(node.name()::equals).isPresent())
                    .forEach(running -> {
                        add(running.model(), usual);
                        Duration whole = free;
                        free = node.times().elapsed().map(whole::minus).orElse(whole.dividedBy(2));
                        free = free.isNegative() ? Duration.ZERO : free;
                    });
        }

        void add(Optional<String> checkpoint, Duration usual) {
            free = free.plus(node.times().expected(checkpoint, used).orElse(usual));
            used = checkpoint.or(() -> used);
        }
    }
}
