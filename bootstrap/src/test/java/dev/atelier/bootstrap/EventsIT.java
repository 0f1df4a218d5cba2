package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.application.testing.EventStreamClient.Received;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events of the shipped jar, which is killed while jobs run: a client that resumes misses none. {@code -Devents.kills=50
 * -Devents.jobs=500} for more than the build has time for, {@code -Devents.seed} to repeat a run.
 */
class EventsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int KILLS = Integer.getInteger("events.kills", 3);
    private static final int JOBS = Integer.getInteger("events.jobs", 40);
    private static final long SEED = Long.getLong("events.seed", new Random().nextLong());

    /** Every third delivery fails, and the next waits for it. */
    private static final Duration PATIENCE = SubmittedJobs.PATIENCE.plusMillis(500L * JOBS);

    /** An event that changes a job for good or before it waits; in the order of these. */
    private static final List<String> OF_A_JOB = List.of("job.created", "job.started", "job.ended");

    @TempDir
    Path folder;

    @TempDir
    Path models;

    @Test
    void clientsAndReceiversMissNothingHoweverOftenTheServiceIsKilled() throws IOException {
        Random random = new Random(SEED);
        List<Received> received = new ArrayList<>();
        Set<String> jobs = new HashSet<>();
        try (WebUiSimulator node = WebUiSimulator.start().generatesIn(Duration.ofMillis(30));
                WebhookReceiver receiver = WebhookReceiver.start()) {
            for (int life = 0; life <= KILLS; life++) {
                AtelierProcess service = on(node).with("ATELIER_WEBHOOKS_ALLOWED_HOSTS", "127.0.0.1")
                        .with("ATELIER_WEBHOOKS_RETRY_PAUSE", "100ms")
                        .with("ATELIER_WEBHOOKS_TIMEOUT", "2s")
                        .start();
                try (EventStreamClient stream = resume(service, received)) {
                    if (life == 0) {
                        receiver.register(service.client(), "[\"job.created\", \"job.started\", \"job.ended\"]");
                    }
                    jobs.addAll(submit(service.client(), life, JOBS / (KILLS + 1) + 1));
                    if (life < KILLS) {
                        int some = received.size() + 1 + random.nextInt(20);
                        await().atMost(PATIENCE)
                                .until(() -> received.size() + stream.events().size() >= some);
                        service.kill();
                        await().until(stream::hasEnded);
                    } else {
                        await().atMost(PATIENCE)
                                .until(() -> ended(received, stream.events()).containsAll(jobs)
                                        && endedAt(receiver).containsAll(jobs));
                    }
                    received.addAll(stream.events());
                } finally {
                    service.close();
                }
            }
            assertThat(receiver.forged()).isEmpty();
            assertThat(ofJobs(receiver))
                    .as("seed " + SEED)
                    .allSatisfy((job, types) -> assertThat(types).as(job).isEqualTo(OF_A_JOB.subList(0, types.size())));
        }

        assertThat(received)
                .as("seed " + SEED)
                .extracting(event -> Integer.valueOf(event.id()))
                .isEqualTo(IntStream.rangeClosed(1, received.size()).boxed().toList());
        assertThat(ofJobs(received))
                .as("seed " + SEED)
                .allSatisfy((job, types) -> assertThat(types).as(job).isEqualTo(OF_A_JOB.subList(0, types.size())));
    }

    @Test
    void aStreamOfOneReplicaHasTheEventsOfTheOther() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess first = replica("first", postgres, node).start();
                AtelierProcess second = replica("second", postgres, node).start();
                EventStreamClient stream = resume(second, List.of())) {
            Set<String> jobs = submit(first.client(), 0, 5);

            await().atMost(PATIENCE)
                    .until(() -> ended(List.of(), stream.events()).containsAll(jobs));

            assertThat(ofJobs(stream.events()).keySet()).isEqualTo(jobs);
            assertThat(second.stop()).as("a stop does not wait for streams").isIn(0, 143);
            await().until(stream::hasEnded);
        }
    }

    private AtelierProcess.Setup replica(String name, EmbeddedPostgres postgres, WebUiSimulator node) {
        return new LocalGpuStack(models)
                .given(AtelierProcess.in(folder.resolve(name).resolve("data")), node)
                .brief()
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_FILE_STORE_FOLDER", folder.resolve("shared"));
    }

    private AtelierProcess.Setup on(WebUiSimulator node) {
        return new LocalGpuStack(models).given(AtelierProcess.in(folder.resolve("data")), node);
    }

    private static Set<String> submit(ApiClient client, int life, int count) {
        if (life == 0) {
            client.endpoint("events", "Async", 1);
        }
        Set<String> jobs = new HashSet<>();
        for (int seed = 0; seed < count; seed++) {
            String id = client.createJob("Async", WebUiSimulator.FIRST_MODEL, SubmittedJobs.payload(seed));
            assertThat(client.start(id).status()).isEqualTo(202);
            jobs.add(id);
        }
        return jobs;
    }

    private static EventStreamClient resume(AtelierProcess service, List<Received> before) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("x-api-key", AtelierProcess.KEY, "username", "api"));
        headers.put(
                "Last-Event-ID",
                before.isEmpty() ? "0" : before.get(before.size() - 1).id());
        EventStreamClient stream = EventStreamClient.open(service.url().resolve("/events"), headers);
        assertThat(stream.status()).isEqualTo(200);
        return stream;
    }

    private static Set<String> ended(List<Received> before, List<Received> now) {
        Set<String> ended = new HashSet<>();
        before.stream().filter(event -> event.event().equals("job.ended")).forEach(event -> ended.add(subject(event)));
        now.stream().filter(event -> event.event().equals("job.ended")).forEach(event -> ended.add(subject(event)));
        return ended;
    }

    /** The events of each job, in the order of the stream. */
    private static Map<String, List<String>> ofJobs(List<Received> received) {
        Map<String, List<String>> ofJobs = new LinkedHashMap<>();
        received.stream()
                .filter(event -> event.event().startsWith("job."))
                .forEach(event -> ofJobs.computeIfAbsent(subject(event), job -> new ArrayList<>())
                        .add(event.event()));
        return ofJobs;
    }

    private static Set<String> endedAt(WebhookReceiver receiver) {
        return receiver.accepted().stream()
                .filter(message -> message.type().equals("job.ended"))
                .map(WebhookReceiver.Received::subject)
                .collect(Collectors.toSet());
    }

    /** What was accepted of each job, in that order. */
    private static Map<String, List<String>> ofJobs(WebhookReceiver receiver) {
        return receiver.accepted().stream()
                .collect(Collectors.groupingBy(
                        WebhookReceiver.Received::subject,
                        Collectors.mapping(WebhookReceiver.Received::type, Collectors.toList())));
    }

    private static String subject(Received event) {
        try {
            JsonNode data = JSON.readTree(event.data());
            return data.path("subject").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
