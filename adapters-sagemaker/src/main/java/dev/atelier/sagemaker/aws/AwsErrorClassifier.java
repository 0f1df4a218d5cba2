package dev.atelier.sagemaker.aws;

import dev.atelier.domain.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

    private static final Set<String> DENIALS = Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");

    private static final int TOO_LARGE = 413;
    private static final int SERVER_ERROR = 500;
    private static final int MAX_WORDS = 1000;

    /** They name accounts and roles. */
    private static final Pattern ARN =
            Pattern.compile("\\barn:aws[a-z-]*:[^\\s\"'<>()\\[\\],;]*[^\\s\"'<>()\\[\\],;.:]");

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
        return REJECTIONS.contains(code(failure))
                || failure instanceof AwsServiceException answer && answer.statusCode() == TOO_LARGE;
    }

    /** Whether these credentials lack a permission. */
    public static boolean isDenied(SdkException failure) {
        return DENIALS.contains(code(failure));
    }

    /** Whether the call may have taken effect: no response arrived, or a server error. */
    public static boolean isUncertain(SdkException failure) {
        return !(failure instanceof AwsServiceException answer) || answer.statusCode() >= SERVER_ERROR;
    }

    /** AWS's error code and message. */
    public static String describe(SdkException failure) {
        return code(failure) + ": " + message(failure);
    }

    /** The same for clients: without the ARNs in it, and shortened. */
    public static String words(SdkException failure) {
        String message = ARN.matcher(describe(failure)).replaceAll("…").replaceAll("\\p{Cntrl}+", " ");
        return TextSanitizer.shortened(message.strip(), MAX_WORDS);
    }

    /** For clients: AWS's words if the request is at fault, otherwise the error code alone. */
    public static String reason(SdkException failure) {
        return isRejection(failure) ? words(failure) : code(failure);
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
        if (details == null) {
            return failure.getMessage() == null ? "" : failure.getMessage();
        }
        if (details.errorMessage() != null) {
            return details.errorMessage();
        }
        // An error of the front end rather than of the service: plain text.
        return details.rawResponse() == null
                ? ""
                : new String(details.rawResponse().asByteArrayUnsafe(), StandardCharsets.UTF_8);
    }

    private static AwsErrorDetails details(SdkException failure) {
        return failure instanceof AwsServiceException service ? service.awsErrorDetails() : null;
    }
}
