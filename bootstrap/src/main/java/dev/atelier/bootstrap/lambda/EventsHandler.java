package dev.atelier.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.atelier.persistence.cleanup.Cleanup;
import dev.atelier.sagemaker.event.AwsEventDispatcher;
import dev.atelier.sagemaker.event.PollingScheduler;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lambda function for events of endpoints, inferences and trainings: SQS messages, SNS notifications and EventBridge
 * events. A scheduled EventBridge event triggers the polling and cleaning that threads do in a service. For an SQS batch only
 * failed messages are reported for redelivery; other failures are thrown, and AWS retries the event.
 */
public final class EventsHandler implements RequestStreamHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EventsHandler.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ON_SCHEDULE = "Scheduled Event";

    private final Consumer<String> events;
    private final Runnable poll;

    /** Starts the application context without its server. */
    public EventsHandler() {
        this(EmbeddedServerClient.ready());
    }

    private EventsHandler(ApplicationContext service) {
        this(service.getBean(AwsEventDispatcher.class)::dispatch, () -> {
            service.getBean(PollingScheduler.class).pollOnce();
            service.getBeansOfType(Cleanup.class).forEach(EventsHandler::cleanUp);
        });
    }

    /** One step: what is left is the next call's. */
    private static void cleanUp(Cleanup cleanup) {
        try {
            cleanup.step().run();
        } catch (Exception e) {
            LOG.warn("{} failed", cleanup.name(), e);
        }
    }

    /**
     * @param events processes one message, plain or in its SNS envelope; throws when it should be delivered again
     * @param poll polls all jobs, endpoints and trainings in flight once, and deletes what has expired
     */
    EventsHandler(Consumer<String> events, Runnable poll) {
        this.events = events;
        this.poll = poll;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = JSON.readTree(input);
        ArrayNode failures = JsonNodeFactory.instance.arrayNode();
        if (event.has("Records")) {
            event.path("Records").forEach(message -> take(message, failures));
        } else if (event.path("detail-type").asText().equals(ON_SCHEDULE)) {
            poll.run();
        } else {
            events.accept(event.toString());
        }
        JSON.writeValue(output, JsonNodeFactory.instance.objectNode().set("batchItemFailures", failures));
    }

    private void take(JsonNode message, ArrayNode failures) {
        if (message.has("Sns")) {
            events.accept(message.path("Sns").path("Message").asText());
            return;
        }
        try {
            events.accept(message.path("body").asText());
        } catch (RuntimeException e) {
            String id = message.path("messageId").asText();
            LOG.warn("Could not process message {}; SQS delivers it again", id, e);
            failures.addObject().put("itemIdentifier", id);
        }
    }
}
