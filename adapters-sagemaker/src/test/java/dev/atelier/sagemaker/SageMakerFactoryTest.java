package dev.atelier.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryTrainingJobRepository;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.event.AwsEventDispatcher;
import dev.atelier.sagemaker.event.PollingScheduler;
import dev.atelier.sagemaker.event.SqsEventListener;
import dev.atelier.sagemaker.fixture.AwsAccount;
import dev.atelier.sagemaker.testing.AwsStub;
import dev.atelier.sagemaker.testing.Bucket;
import dev.atelier.sagemaker.testing.Container;
import dev.atelier.sagemaker.testing.Container.Reply;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;

/** The adapter as wired by the application context. */
@Tag("slow")
@Timeout(60)
class SageMakerFactoryTest {

    private final InMemoryModelStore bucket = new InMemoryModelStore(Clock.systemUTC());
    private final AwsStub stub = AwsStub.start(Bucket.of(bucket));
    private final AwsAccount account = new AwsAccount(stub);

    @AfterEach
    void close() {
        account.close();
        stub.close();
    }

    @Test
    void onceTheServiceListensEndpointsJobsAndTrainingsAreFollowedWithoutAQueue() {
        followed(Map.of("atelier.aws.polling.shortest", "50ms"));
    }

    @Test
    void withAQueueTheyAreFollowedByEvents() {
        stub.queue().open();
        followed(Map.of(
                "atelier.aws.queue-url", stub.queue().url(),
                "atelier.aws.success-topic", "arn:aws:sns:eu-west-1:123456789012:good",
                "atelier.aws.error-topic", "arn:aws:sns:eu-west-1:123456789012:bad"));
    }

    private void followed(Map<String, Object> settings) {
        try (ApplicationContext context = start(settings)) {
            listen(context);
            BackendRegistry backendRegistry = context.getBean(BackendRegistry.class);
            Endpoint endpoint = TestEndpoints.endpoint()
                    .backend("sagemaker")
                    .status(EndpointStatus.CREATING)
                    .createdAt(now())
                    .build();
            context.getBean(EndpointRepository.class).add(endpoint);
            backendRegistry.provisioner("sagemaker").create(endpoint);
            await().until(() -> context.getBean(EndpointRepository.class)
                            .find(endpoint.id())
                            .orElseThrow()
                            .status()
                    == EndpointStatus.IN_SERVICE);

            InferenceJob job = TestJobs.job().on(endpoint).createdAt(now()).created();
            InMemoryInferenceJobRepository jobs = context.getBean(InMemoryInferenceJobRepository.class);
            jobs.add(job);
            store(context, job.payload());
            backendRegistry.runner("sagemaker").submit(job.start(now()));
            await().until(() -> jobs.find(job.id()).orElseThrow().status() == InferenceJobStatus.SUCCEED);

            TrainingJob training = TestTrainings.training()
                    .backend("sagemaker")
                    .createdAt(now())
                    .pending();
            store(context, training.plan().dataset().resolve("a.png"));
            backendRegistry.trainer("sagemaker").start(training);
            InMemoryTrainingJobRepository trainings = context.getBean(InMemoryTrainingJobRepository.class);
            await().until(() -> trainings.find(training.id()).orElseThrow().status() == TrainingStatus.COMPLETED);
            assertThat(backendRegistry.description()).isEqualTo("sagemaker, endpoints and trainings named atelier-…");
        }
    }

    @Test
    void withoutAServerNothingIsPolledUntilPollOnce() {
        try (ApplicationContext context = start(Map.of())) {
            Endpoint endpoint = TestEndpoints.endpoint()
                    .backend("sagemaker")
                    .status(EndpointStatus.CREATING)
                    .createdAt(now())
                    .build();
            context.getBean(EndpointRepository.class).add(endpoint);
            assertThat(context.findBean(SqsEventListener.class)).isEmpty();
            assertThat(context.findBean(AwsEventDispatcher.class)).isPresent();

            context.getBean(PollingScheduler.class).pollOnce();

            assertThat(stub.calls("DescribeEndpoint")).hasSize(1);
        }
    }

    @Test
    void aRealTimeCallThatRunsWhenTheServiceIsStoppedIsAnswered() {
        CountDownLatch over = new CountDownLatch(1);
        stub.runtime().runs(request -> {
            await().forever().until(() -> over.getCount() == 0);
            return Reply.json(Container.generated(request, 1));
        });
        ApplicationContext context = start(Map.of());
        BackendRegistry backendRegistry = context.getBean(BackendRegistry.class);
        InMemoryInferenceJobRepository jobs = context.getBean(InMemoryInferenceJobRepository.class);
        Endpoint endpoint = TestEndpoints.endpoint()
                .backend("sagemaker")
                .realTime()
                .createdAt(now())
                .build();
        backendRegistry.provisioner("sagemaker").create(endpoint);
        await().until(() ->
                backendRegistry.provisioner("sagemaker").describe(endpoint).status() == EndpointStatus.IN_SERVICE);
        InferenceJob job =
                TestJobs.job().on(endpoint).realTime().createdAt(now()).created();
        jobs.add(job);
        store(context, job.payload());
        backendRegistry.runner("sagemaker").submitAndAwait(job.start(now()));
        await().until(() -> !stub.calls("InvokeEndpoint").isEmpty());

        Thread stopping = new Thread(context::close);
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        over.countDown();

        await().until(() -> jobs.find(job.id()).orElseThrow().status() == InferenceJobStatus.SUCCEED);
        await().until(() -> !stopping.isAlive());
    }

    @Test
    void aQueueThatIsSetToNothingIsNone() {
        try (ApplicationContext context = start(Map.of("atelier.aws.queue-url", ""))) {
            assertThat(context.findBean(SqsEventListener.class)).isEmpty();
        }
    }

    /** As an operator's extension may have it. */
    @Singleton
    @Requires(property = "test.alarms-timeout")
    static final class AlarmsListener implements BeanCreatedEventListener<CloudWatchClientBuilder> {

        @Override
        public CloudWatchClientBuilder onCreated(BeanCreatedEvent<CloudWatchClientBuilder> event) {
            return event.getBean().overrideConfiguration(limit -> limit.apiCallTimeout(Duration.ofSeconds(7)));
        }
    }

    @Test
    void everyClientHasItsTimeLimitAndListenersMayChangeItsBuilder() {
        try (ApplicationContext context = start(Map.of("test.alarms-timeout", "7s"))) {
            AwsClients aws = context.getBean(SageMakerResources.class).aws();

            assertThat(limit(aws.sageMaker().serviceClientConfiguration())).isEqualTo(AwsClients.DEFAULT_CALL);
            assertThat(limit(aws.runtime().serviceClientConfiguration())).isEqualTo(AwsClients.MAX_CALL);
            assertThat(limit(aws.scaling().serviceClientConfiguration())).isEqualTo(AwsClients.DEFAULT_CALL);
            assertThat(limit(aws.alarms().serviceClientConfiguration())).isEqualTo(Duration.ofSeconds(7));
        }
    }

    private static Duration limit(SdkServiceClientConfiguration client) {
        return client.overrideConfiguration().apiCallTimeout().orElseThrow();
    }

    @Test
    void withAnotherBackendThereIsNothingOfThis() {
        try (ApplicationContext context = start(Map.of("atelier.backend", "local-gpu"))) {
            assertThat(context.findBean(BackendRegistry.ComputeBackend.class)).isEmpty();
            assertThat(context.findBean(SageMakerResources.class)).isEmpty();
        }
    }

    /** Publishes the event of a started server. */
    private static void listen(ApplicationContext context) {
        EmbeddedServer server = (EmbeddedServer) Proxy.newProxyInstance(
                SageMakerFactoryTest.class.getClassLoader(),
                new Class<?>[] {EmbeddedServer.class},
                (proxy, method, arguments) -> null);
        context.getEventPublisher(ServerStartupEvent.class).publishEvent(new ServerStartupEvent(server));
    }

    private ApplicationContext start(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "test.in-memory-ports", "true",
                "atelier.backend", "sagemaker",
                "atelier.aws.execution-role", "arn:aws:iam::123456789012:role/endpoints",
                "atelier.aws.inference-image", "image",
                "atelier.aws.training-image", "image"));
        all.putAll(settings);
        return ApplicationContext.builder()
                .singletons(bucket)
                .propertySources(new MapPropertySource("test", all))
                .start();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private static void store(ApplicationContext context, StorageUri payload) {
        try {
            context.getBean(ModelStore.class)
                    .put(payload, new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)), "application/json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
