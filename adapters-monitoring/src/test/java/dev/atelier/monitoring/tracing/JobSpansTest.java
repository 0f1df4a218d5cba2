package dev.atelier.monitoring.tracing;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.monitoring.tracing.RecordedSpans.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.tracing.Tracer.GenerationSpan;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobSpansTest {

    private static final TraceContext REQUEST =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    private final RecordedSpans spans = new RecordedSpans(Sampler.alwaysOff()); // decides for new traces only
    private final SettableClock clock = new SettableClock();
    private final JobSpans jobs = new JobSpans(spans.tracer(), clock);
    private final InferenceJob started = job().by("ann").started().tracedBy(Optional.of(REQUEST));

    @AfterEach
    void stop() {
        spans.close();
    }

    @Test
    void theWaitInTheQueueEndsWithTheClaim() {
        jobs.on(new Activity.JobClaimed(started, "gpu-1", Optional.of(Duration.ofSeconds(7))));

        SpanData span = spans.only();
        assertThat(span.getName()).isEqualTo("wait in queue");
        assertTimes(span, clock.instant().minusSeconds(7), clock.instant());
        assertBelowTheRequest(span);
        assertThat(attribute(span, "atelier.node")).isEqualTo("gpu-1");
    }

    @Test
    void aFurtherAttemptIsNoSecondWait() {
        jobs.on(new Activity.JobClaimed(started, "gpu-1", Optional.empty()));

        assertThat(spans.ended()).isEmpty();
    }

    @Test
    void storingTakesAsLongAsReported() {
        jobs.on(new Activity.JobStored(started, Duration.ofMillis(250)));

        SpanData span = spans.only();
        assertThat(span.getName()).isEqualTo("store images");
        assertTimes(span, clock.instant().minusMillis(250), clock.instant());
        assertBelowTheRequest(span);
    }

    @Test
    void theWholeGoesFromTheStartToTheEndAndSaysHowItEnded() {
        InferenceJob failed =
                started.fail("words of the node", started.started().plusSeconds(9));
        jobs.on(new Activity.JobEnded(failed, Optional.of(FailureClass.MEMORY), Optional.of("gpu-2")));

        SpanData span = spans.only();
        assertThat(span.getName()).isEqualTo("inference");
        assertTimes(span, started.started(), started.started().plusSeconds(9));
        assertBelowTheRequest(span);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(span, "error.type")).isEqualTo("memory");
        assertThat(attribute(span, "atelier.job.status")).isEqualTo("failed");
        assertThat(attribute(span, "atelier.node")).isEqualTo("gpu-2");
        assertThat(span.toString()).doesNotContain("words of the node");
    }

    @Test
    void aJobThatSucceedsOrIsCanceledOrDeletedIsNoError() {
        Instant end = started.started().plusSeconds(1);
        jobs.on(new Activity.JobEnded(started.cancel(started.user(), end), Optional.empty(), Optional.empty()));
        assertEnd(spans.only(), "canceled");

        clock.pass(Duration.ofMinutes(1));
        jobs.on(new Activity.JobDeleted(started));
        SpanData deleted = spans.only();
        assertEnd(deleted, "deleted");
        assertTimes(deleted, started.started(), clock.instant());
    }

    @Test
    void aGenerationIsACallOfTheNodeWhichIsGivenItsSpan() {
        GenerationSpan generation = jobs.generation(started, "gpu-1");
        TraceContext given = generation.context().orElseThrow();
        generation.end(Optional.empty());
        generation.end(Optional.of("silent")); // it has ended

        SpanData span = spans.only();
        assertThat(span.getName()).isEqualTo("generate");
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(given).isEqualTo(new TraceContext(REQUEST.traceId(), span.getSpanId(), true));
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertBelowTheRequest(span);
    }

    @Test
    void aGenerationThatFailsSaysWhy() {
        jobs.generation(started, "gpu-1").end(Optional.of("silent"));

        SpanData span = spans.only();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(span, "error.type")).isEqualTo("silent");
    }

    @Test
    void aJobThatIsNotTracedHasNoSpans() {
        InferenceJob untraced = job().started();
        jobs.on(new Activity.JobClaimed(untraced, "gpu-1", Optional.of(Duration.ofSeconds(7))));
        jobs.on(new Activity.JobEnded(
                untraced.fail("no", untraced.started()), Optional.of(FailureClass.MEMORY), Optional.empty()));
        GenerationSpan generation = jobs.generation(untraced, "gpu-1");
        generation.end(Optional.of("silent"));

        assertThat(generation.context()).isEmpty();
        assertThat(spans.ended()).isEmpty();
    }

    @Test
    void aTraceThatIsNotSampledIsPassedOnAndNotRecorded() {
        TraceContext unsampled = new TraceContext(REQUEST.traceId(), REQUEST.spanId(), false);
        InferenceJob job = job().started().tracedBy(Optional.of(unsampled));
        GenerationSpan generation = jobs.generation(job, "gpu-1");
        generation.end(Optional.empty());

        assertThat(generation.context().orElseThrow())
                .returns(REQUEST.traceId(), TraceContext::traceId)
                .returns(false, TraceContext::sampled);
        assertThat(spans.ended()).isEmpty();
    }

    private static void assertTimes(SpanData span, Instant begin, Instant end) {
        assertThat(span.getStartEpochNanos()).isEqualTo(nanos(begin));
        assertThat(span.getEndEpochNanos()).isEqualTo(nanos(end));
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private static void assertEnd(SpanData span, String status) {
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attribute(span, "atelier.job.status")).isEqualTo(status);
    }

    private void assertBelowTheRequest(SpanData span) {
        assertThat(span.getTraceId()).isEqualTo(REQUEST.traceId());
        assertThat(span.getParentSpanId()).isEqualTo(REQUEST.spanId());
        assertThat(attribute(span, "atelier.job.id")).isEqualTo(started.id().toString());
        assertThat(attribute(span, "enduser.id")).isEqualTo("ann");
        assertThat(attribute(span, "atelier.job.type")).isEqualTo("Async");
        assertThat(attribute(span, "atelier.job.task")).isEqualTo("txt2img");
        assertThat(attribute(span, "atelier.endpoint"))
                .isEqualTo(started.place().name().value());
    }
}
