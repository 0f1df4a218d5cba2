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

/** Why a job failed, in words for its user. */
final class FailureMessages {

    static final int MAX_LENGTH = 1000;

    private static final Pattern STATUS =
            Pattern.compile("Received (client|server) error \\((?<status>[1-9][0-9]*)\\)");
    private static final String TOO_SLOW =
            "the endpoint did not answer within 60 seconds, the longest that SageMaker lets a Real-time inference take;"
                    + " an Async endpoint has more time";
    private static final String TOO_LARGE =
            "the endpoint's answer is larger than the 6 MB that SageMaker lets a Real-time inference answer; ask for fewer"
                    + " or smaller pictures, or use an Async endpoint";

    private FailureMessages() {}

    /** Why a Real-time call had no answer. */
    static String ofCall(SdkException failure) {
        if (failure instanceof ApiCallTimeoutException) {
            return TOO_SLOW;
        }
        if (failure instanceof ModelErrorException model) {
            return ofModel(model);
        }
        return ofHandOver(failure);
    }

    /** Why an endpoint did not take a job. AWS's words may tell of accounts and roles, so only its name for it is told. */
    static String ofHandOver(SdkException failure) {
        if (AwsErrorClassifier.isMissing(failure)) {
            return "SageMaker does not know the endpoint any more";
        }
        return "SageMaker did not take the job (" + AwsErrorClassifier.code(failure) + ")";
    }

    /** Why an Async endpoint did not answer, where its container says nothing. AWS's words lead to logs of the account. */
    static String ofReport(String words) {
        Matcher status = STATUS.matcher(words);
        return status.find()
                ? "the endpoint reports: status " + status.group("status")
                : "the endpoint did not answer; the service's log tells more";
    }

    private static String ofModel(ModelErrorException failure) {
        String words = String.valueOf(failure.awsErrorDetails().errorMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("timed out")) {
            return TOO_SLOW;
        }
        if (words.contains("payload") && words.contains("limit") || words.contains("larger than")) {
            return TOO_LARGE;
        }
        String said = failure.originalMessage() == null ? "" : failure.originalMessage();
        return "the endpoint reports: "
                + (said.isBlank() ? "status " + failure.originalStatusCode() : ofContainer(said));
    }

    /** What a container said: the {@code error} of a document, or just its words. */
    static String ofContainer(String said) {
        try {
            JsonNode json = EndpointResponse.MAPPER.readTree(said);
            if (json.has("error")) {
                return EndpointResponseMapper.reason(json);
            }
        } catch (JsonProcessingException e) {
            // Words, then.
        }
        String line = said.strip().replaceAll("\\p{Cntrl}+", " ");
        return TextSanitizer.shortened(line, MAX_LENGTH);
    }
}
