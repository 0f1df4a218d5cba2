package dev.atelier.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
 * What AWS tells of endpoints, inferences and trainings, as a Lambda function: messages of an SQS queue, notifications of
 * SNS topics, events of EventBridge. A rule of EventBridge that comes on schedule takes the place of the threads that look
 * after AWS in a service that is never frozen. Of a batch of the queue only the messages that failed are delivered again;
 * all else that fails is thrown, and delivered again whole.
 */
public final class EventsHandler implements RequestStreamHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EventsHandler.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ON_SCHEDULE = "Scheduled Event";

    private final Consumer<String> events;
    private final Runnable look;

    /** Makes the service ready, though nobody can call it. */
    public EventsHandler() {
        this(EmbeddedServerClient.ready());
    }

    private EventsHandler(ApplicationContext service) {
        this(service.getBean(AwsEventDispatcher.class)::take, service.getBean(PollingScheduler.class)::pollOnce);
    }

    /**
     * @param events deals with one message, as it is or in its envelope of SNS; throws when it should come again
     * @param look looks once after all that nobody may ever tell of
     */
    EventsHandler(Consumer<String> events, Runnable look) {
        this.events = events;
        this.look = look;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = JSON.readTree(input);
        ArrayNode failures = JsonNodeFactory.instance.arrayNode();
        if (event.has("Records")) {
            event.path("Records").forEach(message -> take(message, failures));
        } else if (event.path("detail-type").asText().equals(ON_SCHEDULE)) {
            look.run();
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
            LOG.warn("Message {} could not be dealt with; the queue delivers it again", id, e);
            failures.addObject().put("itemIdentifier", id);
        }
    }
}
