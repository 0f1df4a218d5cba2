package dev.atelier.persistence.storage.s3;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Configures the S3 client for servers other than AWS's, too. */
@Singleton
@S3StoreEnabled
final class S3ClientBuilderListener implements BeanCreatedEventListener<S3ClientBuilder> {

    private final S3StoreConfiguration config;

    S3ClientBuilderListener(S3StoreConfiguration config) {
        this.config = config;
    }

    @Override
    public S3ClientBuilder onCreated(BeanCreatedEvent<S3ClientBuilder> event) {
        return configure(event.getBean(), config);
    }

    static S3ClientBuilder configure(S3ClientBuilder client, S3StoreConfiguration config) {
        return client.forcePathStyle(config.pathStyle())
                // Servers other than AWS's may not know the checksums that the SDK would add, and require an MD5 in
                // some requests.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // Over http the SDK would frame each body as aws-chunked, which some servers refuse and others store.
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .addPlugin(LegacyMd5Plugin.create());
    }
}
