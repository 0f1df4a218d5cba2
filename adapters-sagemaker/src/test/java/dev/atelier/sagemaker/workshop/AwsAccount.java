package dev.atelier.sagemaker.workshop;

import dev.atelier.sagemaker.testing.AwsStub;
import java.util.Map;

/** Makes the SDK's default chains lead to the simulated AWS, as the environment of a service would. */
public final class AwsAccount implements AutoCloseable {

    private final Map<String, String> properties;

    public AwsAccount(AwsStub stub) {
        properties = Map.of(
                "aws.endpointUrl",
                stub.url().toString(),
                "aws.region",
                AwsStub.REGION,
                "aws.accessKeyId",
                "AKIDEXAMPLE",
                "aws.secretAccessKey",
                "secret-of-the-test");
        properties.forEach(System::setProperty);
    }

    @Override
    public void close() {
        properties.keySet().forEach(System::clearProperty);
    }
}
