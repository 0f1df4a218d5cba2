package dev.atelier.localgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalGpuFactoryTest {

    @TempDir
    Path tempDir;

    @Test
    void withoutNodesTheDemoNodeGenerates() throws IOException {
        try (ApplicationContext context = start(Map.of())) {
            BackendRegistry backendRegistry = context.getBean(BackendRegistry.class);
            Endpoint endpoint = create(context);

            InferenceJob job =
                    submit(context, endpoint, "tiny-emoji.safetensors", "{\"prompt\": \"panda\", \"steps\": 2}");

            await().atMost(Duration.ofSeconds(40))
                    .until(() -> now(context, job).status().isEnd());
            assertThat(now(context, job).error()).isNull();
            assertThat(now(context, job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
            assertThat(backendRegistry.chosen()).isEqualTo("local-gpu");
        }
    }

    @Test
    void aDemoFolderThatCannotBeUsedStopsTheStart() throws IOException {
        Path file = Files.createFile(tempDir.resolve("file"));

        assertThatThrownBy(() -> start(Map.of("atelier.local-gpu.demo-dir", file.toString())))
                .rootCause()
                .hasMessageContaining("atelier.local-gpu.demo-dir")
                .hasMessageContaining("a folder that this service may write to");
    }

    @Test
    void theEndOfTheServiceStopsTheWorkersBeforeWhatTheyNeed() throws IOException {
        try (WebUiSimulator node = WebUiSimulator.start().generatesIn(Duration.ofMillis(300));
                ApplicationContext context =
                        start(Map.of("atelier.local-gpu.nodes", node.url().toString()))) {
            InferenceJob job = submit(context, create(context), WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"a\"}");
            await().until(() -> node.generations() == 1);
            InMemoryPortsFactory.ClosableQueue queue = context.getBean(InMemoryPortsFactory.ClosableQueue.class);
            InMemoryInferenceJobRepository jobs = context.getBean(InMemoryInferenceJobRepository.class);

            context.stop();

            assertThat(InMemoryPortsFactory.workersRun()).isFalse();
            assertThat(queue.wasClosedBeneathWorkers()).isFalse();
            assertThat(jobs.find(job.id()).orElseThrow().status()).isEqualTo(InferenceJobStatus.SUCCEED);
            assertThat(tempDir).isEmptyDirectory();
        }
    }

    private ApplicationContext start(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("test.house", true);
        all.put("atelier.local-gpu.temp-dir", tempDir.toString());
        ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .properties(all)
                .start();
        EmbeddedServer server = (EmbeddedServer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EmbeddedServer.class}, (proxy, method, arguments) -> null);
        context.getEventPublisher(ServerStartupEvent.class).publishEvent(new ServerStartupEvent(server));
        return context;
    }

    private static Endpoint create(ApplicationContext context) {
        Endpoint endpoint = TestEndpoints.endpoint()
                .backend("local-gpu")
                .status(EndpointStatus.CREATING)
                .createdAt(Instant.now())
                .build();
        EndpointRepository endpoints = context.getBean(EndpointRepository.class);
        endpoints.add(endpoint);
        await().until(() -> endpoints.find(endpoint.id()).orElseThrow().status() == EndpointStatus.IN_SERVICE);
        return endpoint;
    }

    private static InferenceJob submit(ApplicationContext context, Endpoint endpoint, String checkpoint, String payload)
            throws IOException {
        InferenceJob job =
                TestJobs.job().generatingOnNodes(checkpoint).on(endpoint).created();
        context.getBean(ModelStore.class)
                .put(
                        job.payload(),
                        new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)),
                        "application/json");
        context.getBean(InMemoryInferenceJobRepository.class).add(job);
        context.getBean(BackendRegistry.class).runner("local-gpu").submit(job.start(job.created()));
        return job;
    }

    private static InferenceJob now(ApplicationContext context, InferenceJob job) {
        return context.getBean(InMemoryInferenceJobRepository.class)
                .find(job.id())
                .orElseThrow();
    }
}
