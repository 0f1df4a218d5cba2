package dev.atelier.sagemaker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

class AwsFailureTest {

    @Test
    void theServicesWaysToSayThatSomethingIsNotThere() {
        assertThat(AwsFailure.isMissing(failure("ValidationException", "Could not find endpoint \"arn\".")))
                .isTrue();
        assertThat(AwsFailure.isMissing(failure("ValidationException", "Requested resource not found.")))
                .isTrue();
        assertThat(AwsFailure.isMissing(failure("ValidationError", "Endpoint x of account 1 not found.")))
                .isTrue();
        assertThat(AwsFailure.isMissing(failure("ObjectNotFoundException", "No scalable target")))
                .isTrue();
        assertThat(AwsFailure.isMissing(failure("ResourceNotFound", null))).isTrue();
        assertThat(AwsFailure.isMissing(failure("ValidationException", "1 validation error detected")))
                .isFalse();
        assertThat(AwsFailure.isMissing(SdkClientException.create("Unable to reach")))
                .isFalse();
    }

    @Test
    void whatIsFineForTheCallerIsSwallowedAndNothingElse() {
        AwsFailure.ignoringNotFound(() -> {
            throw failure("ResourceNotFound", "gone");
        });
        AwsFailure.ignoringAlreadyExists(() -> {
            throw failure("ValidationException", "Cannot create already existing model \"arn\".");
        });

        assertThatThrownBy(() -> AwsFailure.ignoringNotFound(() -> {
                    throw failure("InternalFailure", "oops");
                }))
                .isInstanceOf(SageMakerException.class);
    }

    @Test
    void quotasAreToldInAwssWordsAndOthersByTheirName() {
        SdkException quota = failure("ResourceLimitExceeded", "The limit is 0 Instances.");

        assertThat(AwsFailure.isQuota(quota)).isTrue();
        assertThat(AwsFailure.describe(quota)).isEqualTo("ResourceLimitExceeded: The limit is 0 Instances.");
        assertThat(AwsFailure.code(quota)).isEqualTo("ResourceLimitExceeded");
        assertThat(AwsFailure.code(SdkClientException.create("Unable to reach host")))
                .isEqualTo("SdkClientException");
    }

    @Test
    void onlyWhatCanNeverSucceedIsARefusal() {
        assertThat(AwsFailure.isRefusal(failure("ValidationException", "no such type")))
                .isTrue();
        assertThat(AwsFailure.isRefusal(failure("ThrottlingException", "Rate exceeded")))
                .isFalse();
        assertThat(AwsFailure.isRefusal(failure("AccessDeniedException", "no"))).isFalse();
        assertThat(AwsFailure.isRefusal(SdkClientException.create("Unable to reach")))
                .isFalse();
    }

    @Test
    void aRefusalIsCertainAndAnErrorOrSilenceIsNot() {
        SdkException refusal = SageMakerException.builder().statusCode(400).build();
        SdkException error = SageMakerException.builder().statusCode(500).build();

        assertThat(AwsFailure.isUncertain(refusal)).isFalse();
        assertThat(AwsFailure.isUncertain(error)).isTrue();
        assertThat(AwsFailure.isUncertain(ApiCallTimeoutException.create(30_000)))
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
