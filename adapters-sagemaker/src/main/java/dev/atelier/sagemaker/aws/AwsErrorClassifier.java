package dev.atelier.sagemaker.aws;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Classifies SDK exceptions; AWS services report the same condition in different ways. */
public final class AwsErrorClassifier {

    private static final Set<String> QUOTAS = Set.of(
            "ResourceLimitExceeded",
            "LimitExceededException",
            "ServiceQuotaExceededException",
            "InsufficientInstanceCapacity",
            "InsufficientCapacity");

    private static final Set<String> REJECTIONS =
            Set.of("ValidationException", "ValidationError", "ValidationErrorException", "InvalidParameterValue");

    private static final int SERVER_ERROR = 500;

    private AwsErrorClassifier() {}

    /** Runs the call and ignores "not found" errors. */
    public static void ignoringNotFound(Runnable call) {
        ignoring(AwsErrorClassifier::isMissing, call);
    }

    /** Runs the call and ignores "already exists" errors. */
    public static void ignoringAlreadyExists(Runnable call) {
        ignoring(AwsErrorClassifier::isAlreadyExists, call);
    }

    private static void ignoring(Predicate<SdkException> ignored, Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            if (!ignored.test(e)) {
                throw e;
            }
        }
    }

    public static boolean isMissing(SdkException failure) {
        String message = message(failure).toLowerCase(Locale.ROOT);
        return code(failure).contains("NotFound")
                || message.startsWith("could not find")
                || message.contains("resource not found")
                || message.contains("does not exist")
                || isRejection(failure) && message.matches("(?s)endpoint .* not found.*");
    }

    private static boolean isAlreadyExists(SdkException failure) {
        return message(failure).contains("already exist") || code(failure).equals("ResourceInUse");
    }

    /** Whether an account quota or AWS capacity is exhausted. */
    public static boolean isQuota(SdkException failure) {
        return QUOTAS.contains(code(failure));
    }

    /**
     * Whether the call is invalid and retrying it is pointless. Transient errors, and errors that an operator can fix,
     * are not.
     */
    public static boolean isRejection(SdkException failure) {
        return REJECTIONS.contains(code(failure));
    }

    /** Whether the call may have taken effect: no response arrived, or a server error. */
    public static boolean isUncertain(SdkException failure) {
        return !(failure instanceof AwsServiceException answer) || answer.statusCode() >= SERVER_ERROR;
    }

    /** AWS's error code and message. */
    public static String describe(SdkException failure) {
        return code(failure) + ": " + message(failure);
    }

    /** The error code alone, which reveals no accounts, roles or locations. */
    public static String code(SdkException failure) {
        AwsErrorDetails details = details(failure);
        return details == null || details.errorCode() == null
                ? failure.getClass().getSimpleName()
                : details.errorCode();
    }

    private static String message(SdkException failure) {
        AwsErrorDetails details = details(failure);
        String message = details == null ? failure.getMessage() : details.errorMessage();
        return message == null ? "" : message;
    }

    private static AwsErrorDetails details(SdkException failure) {
        return failure instanceof AwsServiceException service ? service.awsErrorDetails() : null;
    }
}
