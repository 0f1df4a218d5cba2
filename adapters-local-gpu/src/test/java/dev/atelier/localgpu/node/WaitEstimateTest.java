package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.activity.Activities;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.InMemoryInferenceQueue;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.tracing.Untraced;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.LocalGpuEnabled;
import dev.atelier.localgpu.webui.WebUiClient;
import dev.atelier.localgpu.webui.WebUiTimeouts;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitEstimateTest {

    private static final Optional<String> MODEL = Optional.of("one");

    private final SettableClock clock = new SettableClock();
    private final InMemoryInferenceJobRepository jobs = new InMemoryInferenceJobRepository();
    private final InMemoryInferenceQueue queue = new InMemoryInferenceQueue(jobs, clock);
    private final InMemoryEndpointRepository endpoints = new InMemoryEndpointRepository();
    private final Endpoint realTime = endpoint(TestEndpoints.endpoint().realTime());
    private final Endpoint async = endpoint(TestEndpoints.endpoint());
    private final GpuNode first = node("http://127.0.0.1:7001");
    private final GpuNode second = node("http://127.0.0.1:7002");

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void nothingIsEstimatedBeforeAJobWasMeasured() {
        first.health().recordSuccess();

        assertThat(estimate(enqueue(model("one")), first)).isEmpty();
    }

    @Test
    void aJobWaitsForTheRestOfTheRunningOneAndForThoseBeforeIt() {
        took(first, 20, MODEL); // with the load of the checkpoint
        took(first, 10, MODEL);
        run(first, model("one"));
        clock.pass(Duration.ofSeconds(4));
        InferenceJob next = enqueue(model("one"));
        InferenceJob last = enqueue(model("one"));

        assertThat(estimate(next, first)).contains(Duration.ofSeconds(6));
        assertThat(estimate(last, first)).contains(Duration.ofSeconds(16));
    }

    @Test
    void eachChangeOfTheCheckpointTakesWhatItTookBefore() {
        took(first, 20, MODEL);
        took(first, 10, MODEL);
        took(first, 50, Optional.of("two"));
        enqueue(model("two"));
        enqueue(model("one"));
        enqueue(model("one"));
        InferenceJob last = enqueue(model("one"));

        // "two" was measured with its load only.
        assertThat(estimate(last, first)).contains(Duration.ofSeconds(50 + 20 + 10));
    }

    @Test
    void severalNodesShareTheWork() {
        took(first, 10, Optional.empty());
        took(second, 40, Optional.empty());
        for (int i = 0; i < 4; i++) {
            enqueue(job().task(TaskType.REMBG).models().on(realTime));
        }
        InferenceJob last = enqueue(job().task(TaskType.REMBG).models().on(realTime));

        // Three on the first, while the second is at one.
        assertThat(estimate(last, first, second)).contains(Duration.ofSeconds(30));
        assertThat(estimate(last, second)).contains(Duration.ofSeconds(160));
    }

    @Test
    void ofAJobThatAnotherProcessRunsHalfIsLeft() {
        took(first, 10, MODEL);
        claim(first, model("one"));

        assertThat(estimate(enqueue(model("one")), first)).contains(Duration.ofSeconds(5));
    }

    @Test
    void aJobThatTakesLongerThanUsualEndsAtAnyTime() {
        took(first, 10, MODEL);
        run(first, model("one"));
        clock.pass(Duration.ofSeconds(25));

        assertThat(estimate(enqueue(model("one")), first)).contains(Duration.ZERO);
    }

    @Test
    void jobsOfOtherEndpointsThatTheNodesServeComeBeforeToo() {
        took(first, 10, MODEL);
        InferenceJob waiting = enqueue(job().generation("one").on(async));
        enqueue(model("one"));
        enqueue(model("one"));

        assertThat(estimate(waiting, first)).contains(Duration.ofSeconds(20));
    }

    @Test
    void aNodeOfWhichNothingIsKnownIsAsFastAsTheOthers() {
        took(first, 10, MODEL);
        second.health().recordSuccess();
        enqueue(model("one"));
        enqueue(model("one"));

        assertThat(estimate(enqueue(model("one")), first, second)).contains(Duration.ofSeconds(10));
    }

    @Test
    void nodesThatGetNoJobsDoNotCount() {
        took(first, 10, MODEL);
        took(second, 10, MODEL);
        second.health().failed(NodeException.broken("it is down"));
        enqueue(model("one"));

        assertThat(estimate(enqueue(model("one")), first, second)).contains(Duration.ofSeconds(10));
        assertThat(estimate(enqueue(model("one")), second)).isEmpty();
    }

    @Test
    void theLatestJobsCountMore() {
        took(first, 10, MODEL);
        took(first, 10, MODEL);
        for (int i = 0; i < 20; i++) {
            took(first, 30, MODEL);
        }
        enqueue(model("one"));

        assertThat(estimate(enqueue(model("one")), first).orElseThrow())
                .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
    }

    @Test
    void manyCheckpointsAreForgottenAgain() {
        for (int i = 0; i < 1000; i++) {
            took(first, 1000, Optional.of("model " + i));
        }
        took(first, 10, Optional.of("last"));

        assertThat(first.times().expected(Optional.of("model 0"), Optional.empty()))
                .isEqualTo(first.times().usual())
                .isNotEqualTo(Optional.of(Duration.ofSeconds(1000)));
        assertThat(first.times().expected(Optional.of("last"), Optional.empty()))
                .contains(Duration.ofSeconds(10));
    }

    private TestJobs model(String checkpoint) {
        return job().generation(checkpoint).on(realTime).realTime();
    }

    private void took(GpuNode node, int seconds, Optional<String> checkpoint) {
        node.health().recordSuccess();
        node.times().begin();
        clock.pass(Duration.ofSeconds(seconds));
        node.times().succeeded(checkpoint);
        node.times().end();
    }

    private InferenceJob enqueue(TestJobs job) {
        InferenceJob started = job.started();
        queue.enqueue(started, true);
        return started;
    }

    private void run(GpuNode node, TestJobs job) {
        claim(node, job);
        node.times().begin();
    }

    private void claim(GpuNode node, TestJobs job) {
        InferenceJobId id = enqueue(job).id();
        Claimant claimant = new Claimant(node.name(), Set.of(realTime.id()), Set.of(), true, Optional.empty());
        assertThat(queue.claim(claimant, Duration.ofHours(1)).map(Claim::job)).contains(id);
    }

    private Optional<Duration> estimate(InferenceJob job, GpuNode... nodes) {
        return new WaitEstimate(new GpuNodeRegistry(List.of(nodes)), endpoints, queue).of(job);
    }

    private Endpoint endpoint(TestEndpoints endpoint) {
        Endpoint built = endpoint.backend(LocalGpuEnabled.BACKEND).build();
        endpoints.add(built);
        return built;
    }

    private GpuNode node(String url) {
        Duration second = Duration.ofSeconds(1);
        return new GpuNode(
                new NodeSettings(
                        new NodeUrl(URI.create(url)),
                        Optional.empty(),
                        0,
                        InstanceTypeMatcher.parse("test", List.of("*"))),
                new WebUiClient(URI.create(url), new WebUiTimeouts(second, second, second)),
                Optional.empty(),
                new HealthCheckConfiguration(second, second, second, second, second, second, second),
                clock,
                Activities.unheard(),
                new Untraced());
    }
}
