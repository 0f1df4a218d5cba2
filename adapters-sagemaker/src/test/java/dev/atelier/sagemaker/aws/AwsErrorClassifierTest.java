package dev.atelier.sagemaker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

class AwsErrorClassifierTest {

    @Test
    void theServicesWaysToSayThatSomethingIsNotThere() {
        assertThat(AwsErrorClassifier.isMissing(failure("ValidationException", "Could not find endpoint \"arn\".")))
                .isTrue();
        assertThat(AwsErrorClassifier.isMissing(failure("ValidationException", "Requested resource not found.")))
                .isTrue();
        assertThat(AwsErrorClassifier.isMissing(failure("ValidationError", "Endpoint x of account 1 not found.")))
                .isTrue();
        assertThat(AwsErrorClassifier.isMissing(failure("ObjectNotFoundException", "No scalable target")))
                .isTrue();
        assertThat(AwsErrorClassifier.isMissing(failure("ResourceNotFound", null)))
                .isTrue();
        assertThat(AwsErrorClassifier.isMissing(failure("ValidationException", "1 validation error detected")))
                .isFalse();
        assertThat(AwsErrorClassifier.isMissing(SdkClientException.create("Unable to reach")))
                .isFalse();
    }

    @Test
    void whatIsFineForTheCallerIsSwallowedAndNothingElse() {
        AwsErrorClassifier.ignoringNotFound(() -> {
            throw failure("ResourceNotFound", "gone");
        });
        AwsErrorClassifier.ignoringAlreadyExists(() -> {
            throw failure("ValidationException", "Cannot create already existing model \"arn\".");
        });

        assertThatThrownBy(() -> AwsErrorClassifier.ignoringNotFound(() -> {
                    throw failure("InternalFailure", "oops");
                }))
                .isInstanceOf(SageMakerException.class);
    }

    @Test
    void quotasAreDescribedWithMessageAndOtherErrorsByCode() {
        SdkException quota = failure("ResourceLimitExceeded", "The limit is 0 Instances.");

        assertThat(AwsErrorClassifier.isQuota(quota)).isTrue();
        assertThat(AwsErrorClassifier.describe(quota)).isEqualTo("ResourceLimitExceeded: The limit is 0 Instances.");
        assertThat(AwsErrorClassifier.code(quota)).isEqualTo("ResourceLimitExceeded");
        assertThat(AwsErrorClassifier.code(SdkClientException.create("Unable to reach host")))
                .isEqualTo("SdkClientException");
    }

    @Test
    void onlyWhatCanNeverSucceedIsARejection() {
        assertThat(AwsErrorClassifier.isRejection(failure("ValidationException", "no such type")))
                .isTrue();
        assertThat(AwsErrorClassifier.isRejection(failure("ThrottlingException", "Rate exceeded")))
                .isFalse();
        assertThat(AwsErrorClassifier.isRejection(failure("AccessDeniedException", "no")))
                .isFalse();
        assertThat(AwsErrorClassifier.isRejection(SdkClientException.create("Unable to reach")))
                .isFalse();
    }

    @Test
    void aRejectionIsCertainAndAnErrorOrSilenceIsNot() {
        SdkException rejection = SageMakerException.builder().statusCode(400).build();
        SdkException error = SageMakerException.builder().statusCode(500).build();

        assertThat(AwsErrorClassifier.isUncertain(rejection)).isFalse();
        assertThat(AwsErrorClassifier.isUncertain(error)).isTrue();
        assertThat(AwsErrorClassifier.isUncertain(ApiCallTimeoutException.create(30_000)))
                .isTrue();
    }

    private static SageMakerException failure(String code, String message) {
        return (SageMakerException) SageMakerException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
