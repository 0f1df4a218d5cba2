package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.TestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two users on one pool. */
class TwoUsersTest {

    private static final String PROGRESS = "/sdapi/v1/progress?skip_current_image=false";

    private SdapiServer server;

    @BeforeEach
    void start() {
        server = new SdapiServer(Map.of());
        server.hang();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Each action of one user leaves what the other sees as it was: 200 random orders of them. */
    @Test
    @Tag("slow")
    void twoUsersNeverCross() {
        Random random = new Random(20);
        server.rest.atelier.backend.progressOf(job -> Optional.of(running(step(job))));
        server.rest.atelier.backend.previewOf(
                job -> Optional.of(job.user().value().getBytes(StandardCharsets.UTF_8)));
        server.rest.atelier.backend.interruptedWith(job -> Optional.of(
                random.nextBoolean()
                        ? server.result(job)
                        : new InferenceOutcome.Canceled(new UserName(job.user().value()))));
        Map<String, Model> models = Map.of("ann", new Model(server.ann()), "bob", new Model(server.bob()));
        for (int i = 0; i < 200; i++) {
            String user = random.nextBoolean() ? "ann" : "bob";
            models.get(user).act(user, random);
            models.forEach((name, model) -> model.check(name));
        }
    }

    /** What a user should see. */
    private final class Model {

        private final Http client;
        private final Deque<CompletableFuture<HttpResult>> replies = new ArrayDeque<>();
        private final Map<String, Object> options = new HashMap<>(Map.of("CLIP_stop_at_last_layers", 1));

        Model(Http client) {
            this.client = client;
        }

        void act(String user, Random random) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    int clipSkip = 1 + random.nextInt(12);
                    options.put("CLIP_stop_at_last_layers", clipSkip);
                    client.send("POST", "/sdapi/v1/options", TestJson.write(options));
                }
                case 1 -> {
                    if (replies.size() < 4) {
                        replies.add(server.begin(client));
                        assertThat(server.newest().user().value()).isEqualTo(user);
                    }
                }
                default -> {
                    client.send("POST", "/sdapi/v1/interrupt");
                    if (!replies.isEmpty()) {
                        assertThat(replies.remove().join().status()).isEqualTo(200);
                    }
                }
            }
        }

        void check(String user) {
            assertThat(client.get("/sdapi/v1/options").at("CLIP_stop_at_last_layers"))
                    .isEqualTo(options.get("CLIP_stop_at_last_layers"));
            HttpResult progress = client.get(PROGRESS);
            assertThat(progress.at("state.job_count")).isEqualTo(replies.size());
            assertThat(replies).allSatisfy(reply -> assertThat(reply).isNotDone());
            if (!replies.isEmpty()) {
                assertThat(progress.at("state.sampling_step")).isEqualTo(user.equals("ann") ? 1 : 2);
                assertThat(new String(
                                Base64.getDecoder().decode((String) progress.at("current_image")),
                                StandardCharsets.UTF_8))
                        .isEqualTo(user);
            }
        }
    }

    private static int step(InferenceJob job) {
        return job.user().value().equals("ann") ? 1 : 2;
    }

    private static JobProgress running(int step) {
        return new JobProgress.Running(
                Optional.of("n"),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(step, 20, 0.5, Optional.empty())));
    }
}
