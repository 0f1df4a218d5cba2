package dev.atelier.application.testing;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A backend controlled by the test. By default, endpoints are in service as soon as they are described and jobs run
 * until the test completes them. Thread-safe.
 */
public class InMemoryBackend implements EndpointProvisioner, InferenceRunner {

    /** Its name. */
    public static final String NAME = "in-memory";

    private final InMemoryInferenceJobRepository jobs;
    private final NotificationBus notificationBus;
    private final CompleteInference complete;
    private final CompletableFuture<Void> longestWait = new CompletableFuture<>();
    private final Map<EndpointId, State> states = new ConcurrentHashMap<>();
    private final Map<EndpointId, InstanceCounts> sizes = new ConcurrentHashMap<>();
    private final Map<EndpointId, Integer> loads = new ConcurrentHashMap<>();
    private final List<EndpointId> endpoints = new CopyOnWriteArrayList<>();
    private final List<InferenceJobId> running = new CopyOnWriteArrayList<>();
    private volatile RuntimeException rejection;
    private volatile Function<InferenceJob, Optional<JobProgress>> progress = job -> Optional.empty();
    private volatile Function<InferenceJob, Optional<InferenceOutcome>> interruption = job -> Optional.empty();
    private volatile Function<InferenceJob, Optional<byte[]>> preview = job -> Optional.empty();
    private volatile Optional<Duration> estimatedWait = Optional.empty();
    private volatile NodeCapabilities.Offer offer = NodeCapabilities.NONE.offer();
    private final InMemoryNodes nodes;
    private final List<InferenceJobId> skipped = new CopyOnWriteArrayList<>();
    private volatile Function<InferenceJob, Optional<InferenceOutcome>> behaviour = job -> Optional.empty();

    public InMemoryBackend(
            InMemoryInferenceJobRepository jobs,
            NotificationBus notificationBus,
            CompleteInference complete,
            InMemoryNodes nodes) {
        this.jobs = jobs;
        this.notificationBus = notificationBus;
        this.complete = complete;
        this.nodes = nodes;
    }

    /** A registry with this backend alone, chosen for new endpoints and trainings. */
    public BackendRegistry alone(TrainingRunner trainer) {
        return new BackendRegistry(
                List.of(new BackendRegistry.ComputeBackend(
                        NAME, "in this process", this, this, trainer, () -> offer, nodes)),
                NAME);
    }

    /** From now on endpoints and jobs are rejected with this; null: accepted again. */
    public void reject(RuntimeException reason) {
        rejection = reason;
    }

    /** From now on jobs end with this as soon as they have started; with empty, they stay in progress. */
    public void answer(Function<InferenceJob, Optional<InferenceOutcome>> outcome) {
        behaviour = outcome;
    }

    /** From now on the endpoint is described like this. */
    public void describeAs(EndpointId endpoint, State state) {
        states.put(endpoint, state);
    }

    /** From now on the load ahead on the endpoint is reported as this, instead of the jobs in progress there. */
    public void loadIs(EndpointId endpoint, int ahead) {
        loads.put(endpoint, ahead);
    }

    /** From now on this is the progress of all jobs. */
    public void progressIs(JobProgress reported) {
        progress = job -> Optional.of(reported);
    }

    /** From now on this is how long waiting jobs are expected to wait still. */
    public void estimatedWaitIs(Duration expected) {
        estimatedWait = Optional.of(expected);
    }

    /** From now on this is the progress of each job. */
    public void progressOf(Function<InferenceJob, Optional<JobProgress>> reported) {
        progress = reported;
    }

    /** From now on jobs that are interrupted end with this; with empty, they cannot be. */
    public void interruptedWith(Function<InferenceJob, Optional<InferenceOutcome>> outcome) {
        interruption = outcome;
    }

    /** From now on this is what there is of the image of each job. */
    public void previewOf(Function<InferenceJob, Optional<byte[]>> shown) {
        preview = shown;
    }

    /** From now on its nodes offer this. */
    public void offers(NodeCapabilities.Offer offered) {
        offer = offered;
    }

    /** From now on these are the nodes of its settings. */
    public void has(ComputeNodes.Node... known) {
        nodes.has(known);
    }

    /** The jobs that were asked to go on with their next image. */
    public List<InferenceJobId> skipped() {
        return List.copyOf(skipped);
    }

    /** Lets all waits for real-time jobs time out; the jobs stay in progress. */
    public void endWaiting() {
        longestWait.complete(null);
    }

    /** The endpoints that were created and not deleted. */
    public List<EndpointId> endpoints() {
        return List.copyOf(endpoints);
    }

    /** The submitted jobs that were not cancelled, in order. */
    public List<InferenceJobId> running() {
        return List.copyOf(running);
    }

    @Override
    public void create(Endpoint endpoint) {
        requireWillingness();
        endpoints.add(endpoint.id());
    }

    @Override
    public void resize(Endpoint endpoint, InstanceCounts counts) {
        requireWillingness();
        sizes.put(endpoint.id(), counts);
    }

    /** The counts that the endpoint got last; empty before its first change. */
    public Optional<InstanceCounts> sizeOf(EndpointId endpoint) {
        return Optional.ofNullable(sizes.get(endpoint));
    }

    @Override
    public void delete(Endpoint endpoint) {
        endpoints.remove(endpoint.id());
    }

    @Override
    public State describe(Endpoint endpoint) {
        return states.getOrDefault(
                endpoint.id(),
                new State(EndpointStatus.IN_SERVICE, endpoint.counts().initial(), null));
    }

    @Override
    public boolean submit(InferenceJob started, boolean isNew) {
        requireWillingness();
        if (!jobs.start(started, isNew)) {
            return false;
        }
        running.add(started.id());
        behaviour.apply(started).ifPresent(outcome -> complete.complete(started, outcome));
        return true;
    }

    @Override
    public CompletionStage<Boolean> submitAndAwait(InferenceJob started, boolean isNew) {
        CompletableFuture<Void> ended = notificationBus.nextNotification(NotificationBus.jobEndedTopic(started.id()));
        if (!submit(started, isNew)) {
            ended.cancel(false);
            return CompletableFuture.completedFuture(false);
        }
        return CompletableFuture.anyOf(ended, longestWait).thenApply(whatever -> true);
    }

    @Override
    public void cancel(InferenceJob job) {
        running.remove(job.id());
    }

    @Override
    public Optional<JobProgress> progress(InferenceJob job) {
        return progress.apply(job);
    }

    @Override
    public Optional<Duration> estimatedWait(InferenceJob job) {
        return estimatedWait;
    }

    @Override
    public boolean interrupt(InferenceJob job) {
        return interruption
                .apply(job)
                .filter(outcome -> complete.complete(job, outcome))
                .isPresent();
    }

    @Override
    public boolean skip(InferenceJob job) {
        return skipped.add(job.id());
    }

    @Override
    public Optional<byte[]> preview(InferenceJob job) {
        return preview.apply(job);
    }

    @Override
    public Map<EndpointId, Integer> load(Collection<Endpoint> asked) {
        Map<EndpointId, Integer> load = running.stream()
                .flatMap(id -> jobs.find(id).stream())
                .filter(job -> job.status() == InferenceJobStatus.INPROGRESS)
                .collect(Collectors.toMap(job -> job.place().endpoint(), job -> 1, Integer::sum));
        load.putAll(loads);
        return load;
    }

    private void requireWillingness() {
        if (rejection != null) {
            throw rejection;
        }
    }
}
