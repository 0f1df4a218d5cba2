package dev.atelier.sagemaker.aws;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads what AWS means by a failure; its services say the same thing in several ways. */
public final class AwsErrorClassifier {

    private static final Set<String> QUOTAS = Set.of(
            "ResourceLimitExceeded",
            "LimitExceededException",
            "ServiceQuotaExceededException",
            "InsufficientInstanceCapacity",
            "InsufficientCapacity");

    private static final Set<String> REFUSALS =
            Set.of("ValidationException", "ValidationError", "ValidationErrorException", "InvalidParameterValue");

    private static final int SERVER_ERROR = 500;

    private AwsErrorClassifier() {}

    /** Makes a call that is content when what it is about is not there. */
    public static void ignoringNotFound(Runnable call) {
        unless(AwsErrorClassifier::isMissing, call);
    }

    /** Makes a call that is content when what it makes is there already. */
    public static void ignoringAlreadyExists(Runnable call) {
        unless(AwsErrorClassifier::isThereAlready, call);
    }

    private static void unless(Predicate<SdkException> content, Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            if (!content.test(e)) {
                throw e;
            }
        }
    }

    /** Whether what was asked about is not there. */
    public static boolean isMissing(SdkException failure) {
        String message = message(failure).toLowerCase(Locale.ROOT);
        return code(failure).contains("NotFound")
                || message.startsWith("could not find")
                || message.contains("resource not found")
                || message.contains("does not exist")
                || isRejection(failure) && message.matches("(?s)endpoint .* not found.*");
    }

    /** Whether what was to be made is there already. */
    private static boolean isThereAlready(SdkException failure) {
        return message(failure).contains("already exist") || code(failure).equals("ResourceInUse");
    }

    /** Whether the account may not have more of what was asked for, or AWS has no more. */
    public static boolean isQuota(SdkException failure) {
        return QUOTAS.contains(code(failure));
    }

    /** Whether the same call will never succeed. What may pass, and what an operator can put right, is none of these. */
    public static boolean isRejection(SdkException failure) {
        return REFUSALS.contains(code(failure));
    }

    /** Whether nobody knows if what was asked for is done: no answer came, or none that says so. */
    public static boolean isUncertain(SdkException failure) {
        return !(failure instanceof AwsServiceException answer) || answer.statusCode() >= SERVER_ERROR;
    }

    /** AWS's own words, beginning with its name for the failure. */
    public static String describe(SdkException failure) {
        return code(failure) + ": " + message(failure);
    }

    /** The name of the failure alone, which tells nothing of accounts and places. */
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
