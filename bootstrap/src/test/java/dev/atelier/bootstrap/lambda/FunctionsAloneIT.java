package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.SageMakerStack;
import dev.atelier.sagemaker.testing.Container;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation of the two functions only, on SageMaker and S3. */
class FunctionsAloneIT {

    @TempDir
    Path folder;

    private EmbeddedPostgres postgres;
    private SageMakerStack aws;
    private FunctionProcess api;
    private FunctionProcess events;

    @BeforeEach
    void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        aws = new SageMakerStack(Files.createDirectory(folder.resolve("models")));
        aws.services().runtime().runs(Container.generation(1));
        api = FunctionProcess.start(ApiHandler.class, settings("api")).ready();
        events = FunctionProcess.start(EventsHandler.class, settings("events")).ready();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
        events.close();
        aws.close();
        postgres.close();
    }

    @Test
    void pollingAwaitsARealTimeInferenceThatNoRequestWaitsFor() throws Exception {
        String endpoint = endpoint();

        JsonNode begun = ok(api.invoke(
                RestApi.call("POST", "/inference-api/inference", """
                {"task_type": "rembg", "sagemaker_endpoint_name": "%s", "input_image": "%s", "model": "u2net"}""".formatted(endpoint, Container.png(1)))));
        assertThat(begun.path("status").asText()).isEqualTo("inprogress");
        assertThat(aws.services().calls("InvokeEndpoint")).isEmpty();
        poll();

        JsonNode ended = ok(api.invoke(
                RestApi.call("GET", "/inferences/" + begun.path("inference_id").asText(), null)));
        assertThat(ended.at("/data/status").asText()).as(ended.toString()).isEqualTo("succeed");
        assertThat(aws.services().calls("InvokeEndpoint")).hasSize(1);
    }

    @Test
    void expiredIdempotencyRecordsAreDeleted() throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into idempotency_record
                        (user_name, operation, key_value, digest, subject, token, lease_until, created)
                    select 'api', 'POST /inferences', age, '', gen_random_uuid(), gen_random_uuid(), current_timestamp,
                        current_timestamp - age * interval '1 hour'
                    from generate_series(23, 25) age""");
            poll();

            try (ResultSet kept = statement.executeQuery("select string_agg(key_value, ',') from idempotency_record")) {
                kept.next();
                assertThat(kept.getString(1)).isEqualTo("23");
            }
        }
    }

    /** Returns a Real-time endpoint whose state is known through polling only. */
    private String endpoint() throws Exception {
        String name = ok(api.invoke(RestApi.call("POST", "/endpoints", """
                {"endpoint_name": "now", "endpoint_type": "Real-time", "instance_type": "ml.g5.2xlarge",
                 "initial_instance_count": 1, "autoscaling_enabled": false, "assign_to_roles": ["IT Operator"]}""")))
                .path("data")
                .path("endpoint_name")
                .asText();
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            poll();
            return ok(api.invoke(RestApi.call("GET", "/endpoints", null)))
                    .at("/data/endpoints/0/endpoint_status")
                    .asText()
                    .equals("InService");
        });
        return name;
    }

    private void poll() throws Exception {
        try (var event = getClass().getResourceAsStream("/events/schedule.json")) {
            events.invoke(new String(event.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static JsonNode ok(JsonNode answer) throws IOException {
        assertThat(answer.path("statusCode").asInt()).as(answer.toString()).isEqualTo(200);
        return RestApi.body(answer);
    }

    private Map<String, String> settings(String function) {
        Map<String, String> settings = new HashMap<>(aws.settings());
        settings.put("AWS_EC2_METADATA_DISABLED", "true");
        settings.put("ATELIER_AWS_POLLING_SHORTEST", "1s"); // when a poll may first see the endpoint in service
        settings.put("ATELIER_API_KEY", AtelierProcess.KEY);
        settings.put("ATELIER_DATA_DIR", folder.resolve(function).toString());
        settings.put("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
        settings.put("ATELIER_DATABASE_USERNAME", "postgres");
        return settings;
    }
}
