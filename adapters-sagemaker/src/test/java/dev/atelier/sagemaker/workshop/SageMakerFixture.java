package dev.atelier.sagemaker.workshop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.PayloadAdditions;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryApiKeyRepository;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.application.testing.InMemoryRemoteInvocationRepository;
import dev.atelier.application.testing.InMemoryRoleRepository;
import dev.atelier.application.testing.InMemoryTrainingJobRepository;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainedModelPublisher;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.sagemaker.SageMakerEnabled;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import dev.atelier.sagemaker.aws.PollingBackoff;
import dev.atelier.sagemaker.endpoint.EndpointPoller;
import dev.atelier.sagemaker.endpoint.EndpointSettings;
import dev.atelier.sagemaker.endpoint.SageMakerEndpointProvisioner;
import dev.atelier.sagemaker.event.AwsEventDispatcher;
import dev.atelier.sagemaker.event.PollingScheduler;
import dev.atelier.sagemaker.inference.InferenceCompletionHandler;
import dev.atelier.sagemaker.inference.InferencePorts;
import dev.atelier.sagemaker.inference.InferenceTimeouts;
import dev.atelier.sagemaker.inference.InvocationPoller;
import dev.atelier.sagemaker.inference.SageMakerInferenceRunner;
import dev.atelier.sagemaker.testing.AwsStub;
import dev.atelier.sagemaker.testing.Bucket;
import dev.atelier.sagemaker.training.SageMakerTrainingRunner;
import dev.atelier.sagemaker.training.TrainingPoller;
import dev.atelier.sagemaker.training.TrainingPorts;
import dev.atelier.sagemaker.training.TrainingSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The adapter with ports in memory around it and a simulated AWS behind it; it looks at nothing until it is told to. */
public final class SageMakerFixture implements AutoCloseable {

    public static final String ROLE = "arn:aws:iam::123456789012:role/endpoints";
    public static final EndpointSettings.Topics TOPICS = new EndpointSettings.Topics(
            "arn:aws:sns:eu-west-1:123456789012:good", "arn:aws:sns:eu-west-1:123456789012:bad");

    public static final Duration HAND_OVER = Duration.ofHours(1);
    public static final Duration WAITING = Duration.ofHours(6);
    public static final Duration INVOCATION = Duration.ofMinutes(30);

    public final Clock clock;
    public final StorageLayout layout = new StorageLayout("atelier");
    public final InMemoryInferenceJobRepository jobs = new InMemoryInferenceJobRepository();
    public final InMemoryRemoteInvocationRepository invocations = new InMemoryRemoteInvocationRepository(jobs);
    public final InMemoryEndpointRepository endpoints = new InMemoryEndpointRepository();
    public final InMemoryNotificationBus signals = new InMemoryNotificationBus();
    public final InMemoryCheckpointRepository checkpoints = new InMemoryCheckpointRepository();
    public final InMemoryInspector inspector = new InMemoryInspector();
    public final InMemoryModelStore store;

    /** What happens before a file of the store is read. */
    public volatile Consumer<StorageUri> beforeReading = file -> {};

    public final InMemoryTrainingJobRepository trainings;
    public final CompleteInference complete;
    public final AwsStub stub;
    public final AwsResourceNames awsResourceNames = new AwsResourceNames("test");
    public final PollingBackoff pollingBackoff;
    public final SageMakerEndpointProvisioner provisioner;
    public final SageMakerInferenceRunner runner;
    public final SageMakerInferenceRunner frozenRunner;
    public final SageMakerTrainingRunner trainer;
    public final SageMakerTrainingRunner trainerWithoutImage;
    public final BackendRegistry backendRegistry;
    public final ReconcileEndpoints refresh;
    public final EndpointPoller endpointPoller;
    public final InvocationPoller invocationPoller;
    public final TrainingPoller trainingPoller;
    public final AwsEventDispatcher awsEventDispatcher;
    public final PollingScheduler pollingScheduler;
    public final AwsClients aws;
    private final AwsAccount account;
    private final InferencePorts ports;
    private final InferenceTimeouts settings;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path spool;

    /** With topics that tell the queue, should it be open. */
    public SageMakerFixture(Clock clock, Path spool) {
        this.clock = clock;
        this.spool = spool;
        store = new InMemoryModelStore(clock) {
            @Override
            public InputStream open(StorageUri location) throws IOException {
                beforeReading.accept(location);
                return super.open(location);
            }
        };
        trainings = new InMemoryTrainingJobRepository(clock);
        complete = new CompleteInference(jobs, store, signals, clock);
        stub = AwsStub.start(Bucket.of(store));
        account = new AwsAccount(stub);
        aws = AwsClients.open();
        pollingBackoff = new PollingBackoff(Duration.ofMillis(50), Duration.ofMinutes(2));
        InstanceTypeAllowlist types = new InstanceTypeAllowlist(List.of("ml.p4d.24xlarge"));
        provisioner = new SageMakerEndpointProvisioner(aws, store, endpointSettings(), types, awsResourceNames, clock);
        ports = new InferencePorts(
                jobs,
                invocations,
                endpoints,
                store,
                layout,
                signals,
                complete,
                SageMakerFixture::payload,
                check(),
                clock);
        settings = new InferenceTimeouts(HAND_OVER, WAITING, INVOCATION, spool);
        inferenceCompletionHandler = new InferenceCompletionHandler(ports, settings);
        runner = new SageMakerInferenceRunner(
                aws, awsResourceNames, ports, settings, pollingBackoff, inferenceCompletionHandler, threads, true);
        frozenRunner = new SageMakerInferenceRunner(
                aws, awsResourceNames, ports, settings, pollingBackoff, inferenceCompletionHandler, threads, false);
        CompleteTraining completeTraining = new CompleteTraining(
                trainings,
                new TrainedModelPublisher(checkpoints, new InMemoryUserRepository(), clock),
                checkpoints,
                store,
                clock);
        TrainingPorts trainingPorts =
                new TrainingPorts(trainings, trainings, completeTraining, store, inspector, clock);
        trainer = new SageMakerTrainingRunner(
                aws, awsResourceNames, trainingSettings(Optional.of("image")), types, trainingPorts, this::soon);
        trainerWithoutImage = new SageMakerTrainingRunner(
                aws, awsResourceNames, trainingSettings(Optional.empty()), types, trainingPorts, this::soon);
        backendRegistry = new BackendRegistry(
                List.of(new BackendRegistry.ComputeBackend(
                        SageMakerEnabled.BACKEND, "simulated", provisioner, runner, trainer)),
                SageMakerEnabled.BACKEND);
        refresh = new ReconcileEndpoints(endpoints, clock);
        endpointPoller =
                new EndpointPoller(SageMakerEnabled.BACKEND, endpoints, refresh, provisioner, pollingBackoff, clock);
        invocationPoller = jobWatch(refresh, threads);
        trainingPoller = new TrainingPoller(
                SageMakerEnabled.BACKEND,
                aws,
                awsResourceNames,
                trainingSettings(Optional.of("image")),
                trainingPorts,
                trainer,
                pollingBackoff);
        awsEventDispatcher =
                new AwsEventDispatcher(awsResourceNames, inferenceCompletionHandler, endpointPoller, trainingPoller);
        pollingScheduler = new PollingScheduler(
                List.of(endpointPoller::look, invocationPoller::look, trainingPoller::look),
                runner::awaitCalls,
                Duration.ofMillis(50));
    }

    /** Another that looks after the same jobs. */
    public InvocationPoller jobWatch(ReconcileEndpoints refreshing, Executor executor) {
        return new InvocationPoller(
                ports, settings, pollingBackoff, runner, inferenceCompletionHandler, refreshing, provisioner, executor);
    }

    private CheckPayload check() {
        InMemoryUserRepository users = new InMemoryUserRepository();
        return new CheckPayload(
                new PayloadRules(PayloadAdditions.NONE),
                checkpoints,
                new AuthenticateCaller(new InMemoryApiKeyRepository(), users, new InMemoryRoleRepository(users)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> payload(InputStream json) throws IOException {
        try {
            return new JsonMapper().readValue(json, Map.class);
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("the payload is not JSON that can be read");
        }
    }

    private EndpointSettings endpointSettings() {
        return new EndpointSettings(
                ROLE,
                "image",
                layout.modelData(),
                layout.invocationOutputs(),
                Optional.of(TOPICS),
                Duration.ofMinutes(60));
    }

    private TrainingSettings trainingSettings(Optional<String> image) {
        return new TrainingSettings(
                ROLE, image, "train.py", "ml.g5.2xlarge", layout.invocationOutputs(), HAND_OVER, Duration.ofHours(24));
    }

    /** Takes away the folder for temporary files. */
    public void breakSpool() {
        try {
            Files.delete(spool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void soon() {
        pollingScheduler.triggerNow();
    }

    /** Has a thread look at everything from now on, as in a service. */
    public SageMakerFixture watched() {
        pollingScheduler.start();
        return this;
    }

    /** An endpoint as it is stored before SageMaker is asked for it. */
    public Endpoint creating(InferenceType type) {
        TestEndpoints endpoint = TestEndpoints.endpoint()
                .backend(SageMakerEnabled.BACKEND)
                .status(EndpointStatus.CREATING)
                .createdAt(now());
        return (type == InferenceType.REAL_TIME ? endpoint.realTime() : endpoint).build();
    }

    /** An endpoint in service. */
    public Endpoint serving(InferenceType type) {
        Endpoint endpoint = creating(type);
        endpoints.add(endpoint);
        stub.endpoints().creationTakes(Duration.ZERO);
        provisioner.create(endpoint);
        while (refresh.refresh(endpoint.id(), provisioner::describe)
                        .orElseThrow()
                        .status()
                != EndpointStatus.IN_SERVICE) {
            Thread.onSpinWait();
        }
        return now(endpoint);
    }

    /** A job of this kind on the endpoint, with an empty payload. */
    public InferenceJob created(TestJobs job, Endpoint endpoint) {
        TestJobs placed = job.on(endpoint).createdAt(now());
        InferenceJob created = (endpoint.type() == InferenceType.REAL_TIME ? placed.realTime() : placed).created();
        jobs.add(created);
        write(created.payload(), "{}");
        return created;
    }

    /** A job that was just started on the endpoint. */
    public InferenceJob started(Endpoint endpoint) {
        return created(TestJobs.job(), endpoint).start(now());
    }

    public void write(StorageUri place, String content) {
        try {
            store.put(place, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), "text/plain");
        } catch (IOException e) {
            throw new AssertionError("memory does not break", e);
        }
    }

    public InferenceJob now(InferenceJob job) {
        return jobs.find(job.id()).orElseThrow();
    }

    public Endpoint now(Endpoint endpoint) {
        return endpoints.find(endpoint.id()).orElseThrow();
    }

    public TrainingJob now(TrainingJob job) {
        return trainings.find(job.id()).orElseThrow();
    }

    public boolean isInProgress(InferenceJob job) {
        return now(job).status() == InferenceJobStatus.INPROGRESS;
    }

    /** What lies in the bucket on the way from and to endpoints. */
    public List<StorageUri> underWay() {
        return store.files().stream()
                .filter(file -> file.key().startsWith("sagemaker_"))
                .toList();
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        pollingScheduler.close();
        threads.shutdownNow();
        aws.close();
        account.close();
        stub.close();
    }
}
