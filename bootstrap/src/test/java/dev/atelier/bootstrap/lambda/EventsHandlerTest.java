package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events as AWS sends them, and what the handler passes on. */
class EventsHandlerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> taken = new ArrayList<>();
    private int looks;
    private String failing = "nothing";
    private final EventsHandler handler = new EventsHandler(this::take, () -> looks++);

    private void take(String message) {
        if (message.contains(failing)) {
            throw new IllegalStateException("the database is away");
        }
        taken.add(message);
    }

    @Test
    void messagesOfAQueueArePassedOnUnchanged() throws IOException {
        JsonNode answer = answer("sqs");

        assertThat(taken).hasSize(3);
        assertThat(JSON.readTree(taken.get(0)).path("Type").asText()).isEqualTo("Notification");
        assertThat(JSON.readTree(taken.get(2)).path("detail-type").asText())
                .isEqualTo("SageMaker Endpoint State Change");
        assertThat(answer.path("batchItemFailures")).isEmpty();
    }

    @Test
    void ofABatchOnlyWhatFailedIsDeliveredAgain() throws IOException {
        failing = "c2e07ef6-0000-4000-8000-000000000002";

        JsonNode answer = answer("sqs");

        assertThat(taken).hasSize(2);
        assertThat(answer.path("batchItemFailures"))
                .extracting(failure -> failure.path("itemIdentifier").asText())
                .containsExactly("2e1424d4-f796-459a-8184-9c92662be6da");
    }

    @Test
    void aNotificationIsTakenOutOfItsEnvelope() throws IOException {
        answer("sns");

        assertThat(JSON.readTree(taken.get(0)).path("invocationStatus").asText())
                .isEqualTo("Completed");
    }

    @Test
    void aNotificationThatFailedIsDeliveredAgain() {
        failing = "Completed";

        assertThatThrownBy(() -> answer("sns")).hasMessage("the database is away");
    }

    @Test
    void anEventOfTheBusIsPassedOnUnchanged() throws IOException {
        answer("eventbridge");

        assertThat(JSON.readTree(taken.get(0))
                        .path("detail")
                        .path("TrainingJobStatus")
                        .asText())
                .isEqualTo("Completed");
        assertThat(looks).isZero();
    }

    @Test
    void aScheduledEventPollsEverything() throws IOException {
        answer("schedule");

        assertThat(looks).isEqualTo(1);
        assertThat(taken).isEmpty();
    }

    private JsonNode answer(String event) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (InputStream input = EventsHandlerTest.class.getResourceAsStream("/events/" + event + ".json")) {
            handler.handleRequest(input, output, null);
        }
        return JSON.readTree(output.toByteArray());
    }
}
