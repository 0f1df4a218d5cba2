package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.persistence.testing.BreakablePostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The service while its PostgreSQL is stopped or frozen, and after that. */
@Tag("timed")
class DatabaseAwayIT {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration READINESS = Duration.ofSeconds(1);
    private static final Duration RETURN = Duration.ofSeconds(3);

    @TempDir
    Path folder;

    private enum Outage {
        STOPPED,
        FROZEN
    }

    private record Timed(ApiClient.Answer answer, Duration took) {

        static Timed call(ApiClient client, String method, String path) {
            long begin = System.nanoTime();
            ApiClient.Answer answer = client.call(method, path, method.equals("POST") ? "{}" : null);
            return new Timed(answer, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsAreRefusedSoonAndServedSoonAfterItsReturn(Outage outage) throws Exception {
        try (BreakablePostgres postgres = BreakablePostgres.start(folder.resolve("rows"));
                AtelierProcess service = AtelierProcess.in(folder.resolve("data"))
                        .with("ATELIER_DATABASE_URL", postgres.url())
                        .with("ATELIER_DATABASE_USERNAME", BreakablePostgres.USER)
                        .start()) {
            ApiClient client = service.client();
            client.get("/users").data(200);
            client.get("/ping").data(200);
            assertThat(client.get("/health/readiness").status()).isEqualTo(200);
            CountDownLatch end = new CountDownLatch(1);
            Queue<Timed> all = new ConcurrentLinkedQueue<>();
            List<Thread> clients = Stream.of("/users", "/checkpoints", "/inferences", "/ping")
                    .map(path -> new Thread(() -> askRepeatedly(service.client(), path, end, all)))
                    .toList();
            clients.forEach(Thread::start);
            // The first probe of the demo node writes a line of its own.
            await().until(() -> service.output().contains("is healthy"));
            all.clear();
            TimeUnit.SECONDS.sleep(2);
            Duration usual = longest(all); // of requests that the database answers; on a busy machine all take longer
            int before = lines(service).size();

            if (outage == Outage.STOPPED) {
                postgres.stop();
            } else {
                postgres.freeze();
            }

            Timed readiness = Timed.call(client, "GET", "/health/readiness");
            assertThat(readiness.answer().status()).isEqualTo(503);
            assertThat(readiness.took()).isLessThan(READINESS.plus(usual));
            assertRefusals(service, client);
            TimeUnit.SECONDS.sleep(3);
            assertThat(lines(service).subList(before, lines(service).size()))
                    .singleElement()
                    .asString()
                    .contains("ERROR", "The database does not answer (", "; requests are answered 503");

            postgres.comeBack();
            await().atMost(RETURN.plus(usual))
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .until(() -> client.get("/checkpoints").status() == 200
                            && client.get("/health/readiness").status() == 200);

            end.countDown();
            for (Thread thread : clients) {
                thread.join();
            }
            assertThat(all).allSatisfy(timed -> {
                assertThat(timed.answer().status()).isIn(200, 503);
                assertThat(timed.took()).isLessThan(SOON.plus(usual));
            });
            assertThat(lines(service).subList(before, lines(service).size()))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("The database answers again, after ");
        }
    }

    private static Duration longest(Queue<Timed> answered) {
        return answered.stream().map(Timed::took).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static void assertRefusals(AtelierProcess service, ApiClient client) {
        assertThat(client.get("/ping").status()).isEqualTo(200);
        assertThat(client.get("/inference/test-connection").status()).isEqualTo(200);
        assertThat(client.get("/health/liveness").status()).isEqualTo(200);
        for (String path : List.of("/users", "/checkpoints", "/endpoints")) {
            ApiClient.Answer answer = client.get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(Integer.parseInt(
                            answer.raw().headers().firstValue("Retry-After").orElseThrow()))
                    .isPositive();
            assertThat(answer.json().toString())
                    .isEqualTo("{\"statusCode\":503,\"message\":\"the database of this service does not answer; try"
                            + " again later\"}");
        }
        ApiClient.Answer of2023 = client.with("username", null).get("/inference/list-inference-jobs");
        assertThat(of2023.status()).isEqualTo(503);
        assertThat(of2023.json().path("error").asText()).startsWith("the database of this service does not answer");
        // A browser's EventSource would give up for good after a 503.
        ApiClient.Answer events = client.get("/events");
        assertThat(events.status()).isEqualTo(200);
        assertThat(new String(events.raw().body(), StandardCharsets.UTF_8))
                .contains("retry: ", "event: stream.unavailable\ndata: {");
        // A key that was never seen is not valid for ping, and one that was is for nothing else.
        ApiClient unknown = service.client().with("x-api-key", "a-key-that-nothing-has-seen");
        assertThat(unknown.get("/ping").status()).isEqualTo(503);
        assertThat(unknown.get("/endpoints").status()).isEqualTo(503);
        assertThat(Timed.call(client, "POST", "/ping").answer().status()).isEqualTo(405);
        assertThat(client.with("x-api-key", null).get("/ping").status()).isEqualTo(403);
    }

    private static void askRepeatedly(ApiClient client, String path, CountDownLatch end, Queue<Timed> all) {
        try {
            while (!end.await(20, TimeUnit.MILLISECONDS)) {
                all.add(Timed.call(client, "GET", path));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> lines(AtelierProcess service) {
        return service.output().lines().toList();
    }
}
