package dev.atelier.sagemaker.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.endpoint.EndpointPoller;
import dev.atelier.sagemaker.inference.InferenceCompletionHandler;
import dev.atelier.sagemaker.training.TrainingPoller;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dispatches SNS notifications of Async results and EventBridge events about endpoints and trainings, plain or wrapped
 * by SNS. Only the id and, for results, an output location below the configured prefix are taken from an event; the
 * actual state is read from AWS. So events may be late, duplicated or out of order. Thread-safe.
 */
public final class AwsEventDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(AwsEventDispatcher.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final AwsResourceNames awsResourceNames;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final EndpointPoller endpoints;
    private final TrainingPoller trainings;

    public AwsEventDispatcher(
            AwsResourceNames awsResourceNames,
            InferenceCompletionHandler inferenceCompletionHandler,
            EndpointPoller endpoints,
            TrainingPoller trainings) {
        this.awsResourceNames = awsResourceNames;
        this.inferenceCompletionHandler = inferenceCompletionHandler;
        this.endpoints = endpoints;
        this.trainings = trainings;
    }

    /**
     * Processes a message. Messages that cannot be parsed, or concern unknown ids, are ignored: redelivery would not
     * help.
     *
     * @throws RuntimeException on a transient failure; the message should be delivered again
     */
    public void dispatch(String message) {
        dispatch(parse(message));
    }

    private void dispatch(JsonNode event) {
        if (event.path("Type").asText().equals("Notification") && event.has("Message")) {
            dispatch(event.path("Message").asText());
        } else if (event.has("invocationStatus")) {
            dispatchResult(event);
        } else if (event.has("detail-type")) {
            dispatchStateChange(event.path("detail-type").asText(), event.path("detail"));
        } else {
            LOG.warn("Ignored a message of unknown type: {}", quoted(event));
        }
    }

    private void dispatchResult(JsonNode event) {
        Optional<InferenceJobId> job =
                InferenceJobId.parse(event.path("inferenceId").asText());
        Optional<StorageUri> location =
                location(event.path("responseParameters").path("outputLocation").asText());
        if (job.isEmpty()) {
            LOG.warn("Ignored a result without a valid inference id: {}", quoted(event));
        } else if (!event.path("invocationStatus").asText().equals("Completed")) {
            inferenceCompletionHandler.failFromReport(
                    job.get(), event.path("failureReason").asText());
        } else if (location.isEmpty()) {
            inferenceCompletionHandler.fail(
                    job.get(), "the endpoint's response is not at the location that the endpoint reported");
        } else {
            inferenceCompletionHandler.complete(job.get(), location.get());
        }
    }

    private void dispatchStateChange(String kind, JsonNode detail) {
        switch (kind) {
            case "SageMaker Endpoint State Change" ->
                awsResourceNames.endpoint(detail.path("EndpointName").asText()).ifPresent(endpoints::changed);
            case "SageMaker Training Job State Change" ->
                awsResourceNames
                        .training(detail.path("TrainingJobName").asText())
                        .ifPresent(trainings::changed);
            default -> LOG.debug("Ignored an event of type {}", TextSanitizer.quote(kind));
        }
    }

    private static Optional<StorageUri> location(String uri) {
        try {
            return Optional.of(StorageUri.parse(uri));
        } catch (InvalidRequestException e) {
            return Optional.empty();
        }
    }

    private static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String quoted(JsonNode event) {
        return TextSanitizer.quote(event.toString());
    }
}
