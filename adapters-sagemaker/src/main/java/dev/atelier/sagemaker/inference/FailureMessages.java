package dev.atelier.sagemaker.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;

/** User-facing messages of failed jobs. */
final class FailureMessages {

    static final int MAX_LENGTH = 1000;

    private static final Pattern STATUS =
            Pattern.compile("Received (client|server) error \\((?<status>[1-9][0-9]*)\\)");
    private static final String TOO_SLOW =
            "the endpoint did not respond within 60 seconds, the maximum that SageMaker allows for a Real-time inference;"
                    + " an Async endpoint has more time";

    private FailureMessages() {}

    /** The reason of a failed Real-time invocation. */
    static String ofCall(SdkException failure) {
        if (failure instanceof ApiCallTimeoutException) {
            return TOO_SLOW;
        }
        if (failure instanceof ModelErrorException model) {
            return ofModel(model);
        }
        return ofSubmission(failure);
    }

    /**
     * The reason why a job was not accepted. What is wrong with the request is said in AWS's words; other messages may
     * reveal accounts and roles, so only the error code is shown.
     */
    static String ofSubmission(SdkException failure) {
        if (AwsErrorClassifier.isMissing(failure)) {
            return "the endpoint no longer exists in SageMaker";
        }
        return "SageMaker did not accept the job (" + AwsErrorClassifier.reason(failure) + ")";
    }

    /**
     * The reason of a failed Async invocation without an error from the container. AWS's message may link to logs of
     * the account, so only the status is shown.
     */
    static String ofReport(String words) {
        Matcher status = STATUS.matcher(words);
        return status.find()
                ? "the endpoint reports: status " + status.group("status")
                : "the endpoint did not respond; the service's log has details";
    }

    private static String ofModel(ModelErrorException failure) {
        String words = String.valueOf(failure.awsErrorDetails().errorMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("timed out")) {
            return TOO_SLOW;
        }
        if (words.contains("payload") && words.contains("limit") || words.contains("larger than")) {
            return "the endpoint's response is larger than SageMaker allows for a Real-time inference ("
                    + AwsErrorClassifier.words(failure)
                    + "); request fewer or smaller images, or use an Async endpoint";
        }
        String body = failure.originalMessage() == null ? "" : failure.originalMessage();
        return "the endpoint reports: "
                + (body.isBlank() ? "status " + failure.originalStatusCode() : ofContainer(body));
    }

    /** The error of a container: {@code error} of a JSON body, or the plain text. */
    static String ofContainer(String body) {
        try {
            JsonNode json = EndpointResponse.MAPPER.readTree(body);
            if (json.has("error")) {
                return EndpointResponseMapper.reason(json);
            }
        } catch (JsonProcessingException e) {
            // Plain text.
        }
        String line = body.strip().replaceAll("\\p{Cntrl}+", " ");
        return TextSanitizer.shortened(line, MAX_LENGTH);
    }
}
