package dev.atelier.monitoring;

import dev.atelier.application.activity.Activity.JobClaimed;
import dev.atelier.application.activity.Activity.JobDeleted;
import dev.atelier.application.activity.Activity.JobEnded;
import dev.atelier.application.activity.Activity.JobGenerated;
import dev.atelier.application.activity.Activity.JobStarted;
import dev.atelier.application.activity.Activity.JobStored;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Counts inferences. All series exist from the start, so that the first event is an increase. Thread-safe. */
final class JobMetrics {

    /** The state of a job that was deleted before it had ended. */
    private static final String DELETED = "deleted";

    private static final String NO_REASON = "none";

    private final Map<Kind, Counter> started = new HashMap<>();
    private final Map<End, Counter> ended = new HashMap<>();
    private final Map<InferenceType, Timer> waiting = new HashMap<>();
    private final Map<Boolean, Timer> generation = new HashMap<>();
    private final Timer storing;

    private record Kind(InferenceType type, TaskType task) {

        static Kind of(InferenceJob job) {
            return new Kind(job.inferenceType(), job.taskType());
        }
    }

    private record End(Kind kind, String state, String reason) {}

    JobMetrics(MeterRegistry registry) {
        for (InferenceType type : InferenceType.values()) {
            waiting.put(type, Histograms.WAITING.timer(registry, "atelier.job.waiting", "type", word(type)));
            for (TaskType task : TaskType.values()) {
                addCounters(registry, new Kind(type, task));
            }
        }
        generation.put(true, Histograms.WORK.timer(registry, "atelier.job.generation", "checkpoint", "switched"));
        generation.put(false, Histograms.WORK.timer(registry, "atelier.job.generation", "checkpoint", "loaded"));
        storing = Histograms.STORING.timer(registry, "atelier.job.storing");
    }

    private void addCounters(MeterRegistry registry, Kind kind) {
        Function<String, Counter.Builder> counter = name -> Counter.builder(name)
                .tag("type", word(kind.type()))
                .tag("task", kind.task().word());
        started.put(kind, counter.apply("atelier.jobs.started").register(registry));
        Function<End, Counter> end = key -> counter.apply("atelier.jobs.ended")
                .tag("state", key.state())
                .tag("reason", key.reason())
                .register(registry);
        for (String state :
                new String[] {InferenceJobStatus.SUCCEED.word(), InferenceJobStatus.CANCELED.word(), DELETED}) {
            ended.computeIfAbsent(new End(kind, state, NO_REASON), end);
        }
        for (FailureClass failure : FailureClass.values()) {
            ended.computeIfAbsent(new End(kind, InferenceJobStatus.FAILED.word(), failure.word()), end);
        }
    }

    private static String word(InferenceType type) {
        return type == InferenceType.REAL_TIME ? "real_time" : "async";
    }

    void on(JobStarted activity) {
        started.get(Kind.of(activity.job())).increment();
    }

    void on(JobClaimed activity) {
        activity.waited()
                .ifPresent(waited -> waiting.get(activity.job().inferenceType()).record(waited));
    }

    void on(JobGenerated activity) {
        generation.get(activity.switched()).record(activity.took());
    }

    void on(JobStored activity) {
        Duration took = activity.took();
        storing.record(took);
    }

    void on(JobEnded activity) {
        String reason = activity.failure().map(FailureClass::word).orElse(NO_REASON);
        ended.get(new End(Kind.of(activity.job()), activity.job().status().word(), reason))
                .increment();
    }

    void on(JobDeleted activity) {
        ended.get(new End(Kind.of(activity.job()), DELETED, NO_REASON)).increment();
    }
}
