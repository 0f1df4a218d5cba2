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
 * What AWS tells: SNS notifications of Async results, EventBridge events about endpoints and trainings, as they are or
 * wrapped by SNS. Of an event no more is believed than whom it is about and, of a result, where among the answers of
 * endpoints it lies; how things are now, AWS is asked. So events may come late, twice, or in any order. Thread-safe.
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
     * Does what follows from the message. What cannot be understood, and what is about nobody known here, is left alone:
     * it would not be better for being delivered again.
     *
     * @throws RuntimeException when the message should be delivered again, because something failed for the moment
     */
    public void take(String message) {
        take(parse(message));
    }

    private void take(JsonNode event) {
        if (event.path("Type").asText().equals("Notification") && event.has("Message")) {
            take(event.path("Message").asText());
        } else if (event.has("invocationStatus")) {
            takeResult(event);
        } else if (event.has("detail-type")) {
            takeChange(event.path("detail-type").asText(), event.path("detail"));
        } else {
            LOG.warn("A message is none of those that are known here, and is passed over: {}", shown(event));
        }
    }

    private void takeResult(JsonNode event) {
        Optional<InferenceJobId> job =
                InferenceJobId.parse(event.path("inferenceId").asText());
        Optional<StorageUri> place =
                location(event.path("responseParameters").path("outputLocation").asText());
        if (job.isEmpty()) {
            LOG.warn("A result is of no inference that can be, and is passed over: {}", shown(event));
        } else if (!event.path("invocationStatus").asText().equals("Completed")) {
            inferenceCompletionHandler.reportedFailed(
                    job.get(), event.path("failureReason").asText());
        } else if (place.isEmpty()) {
            inferenceCompletionHandler.failed(job.get(), "the endpoint's answer is not where the endpoint said it is");
        } else {
            inferenceCompletionHandler.answered(job.get(), place.get());
        }
    }

    private void takeChange(String kind, JsonNode detail) {
        switch (kind) {
            case "SageMaker Endpoint State Change" ->
                awsResourceNames.endpoint(detail.path("EndpointName").asText()).ifPresent(endpoints::changed);
            case "SageMaker Training Job State Change" ->
                awsResourceNames
                        .training(detail.path("TrainingJobName").asText())
                        .ifPresent(trainings::changed);
            default -> LOG.debug("{} concerns nothing here", TextSanitizer.quote(kind));
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

    private static String shown(JsonNode event) {
        return TextSanitizer.quote(event.toString());
    }
}
