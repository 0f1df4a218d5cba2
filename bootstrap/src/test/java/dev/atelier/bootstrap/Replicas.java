package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two replicas of the service share PostgreSQL, the files and the compute; either may serve a request. */
interface Replicas extends EndToEnd {

    @Test
    default void twoReplicasShareTheWork() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                WebUiSimulator one = WebUiSimulator.start().generatesIn(Duration.ofMillis(50));
                WebUiSimulator two = WebUiSimulator.start().generatesIn(Duration.ofMillis(50));
                AtelierProcess first = replica("first", postgres, one, two).start();
                AtelierProcess second = replica("second", postgres, one, two).start()) {
            stack().provideModel(first.client());
            first.client().endpoint("shared", "Async", 2);
            second.client().endpoint("fast", "Real-time", 2);
            List<String> backlog = IntStream.range(0, 20)
                    .mapToObj(
                            i -> first.client().createJob("Async", WebUiSimulator.FIRST_MODEL, "{\"seed\": " + i + "}"))
                    .toList();
            backlog.forEach(id -> assertThat(second.client().start(id).status()).isEqualTo(202));
            String urgent = second.client().createJob("Real-time", WebUiSimulator.FIRST_MODEL, "{\"seed\": 99}");

            JsonNode answer = first.client().start(urgent).data(200);

            assertThat(answer.path("status").asText()).isEqualTo("succeed");
            for (String id : backlog) {
                assertThat(second.client()
                                .awaitEnd(id, Duration.ofSeconds(30))
                                .path("status")
                                .asText())
                        .isEqualTo("succeed");
            }
            assertThat(one.generations() + two.generations()).isEqualTo(21);
            assertThat(one.mostAtOnce()).isEqualTo(1);
            assertThat(two.mostAtOnce()).isEqualTo(1);
            String image = answer.path("img_presigned_urls").get(0).asText();
            String onTheOther =
                    image.replace(first.url().toString(), second.url().toString());
            assertThat(second.client().download(onTheOther))
                    .isEqualTo(first.client().download(image));
        }
    }

    private AtelierProcess.Setup replica(
            String name, EmbeddedPostgres postgres, WebUiSimulator one, WebUiSimulator two) {
        return stack().given(AtelierProcess.in(folder().resolve(name).resolve("data")), one, two)
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_FILE_STORE_FOLDER", folder().resolve("shared"));
    }
}
