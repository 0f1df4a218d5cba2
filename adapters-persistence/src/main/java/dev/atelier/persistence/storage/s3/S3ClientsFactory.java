package dev.atelier.persistence.storage.s3;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;

/** Brings the clients of the S3 store together; the S3 client itself is Micronaut's. */
@Factory
@S3StoreEnabled
final class S3ClientsFactory {

    /** @param client created once the region is known, since its own message about a missing one would be long */
    @Singleton
    @Bean(preDestroy = "close")
    S3Clients clients(
            S3StoreConfiguration config,
            AwsRegionProviderChain regions,
            AwsCredentialsProviderChain credentials,
            BeanProvider<S3Client> client) {
        return S3Clients.open(config, regions, credentials, client::get);
    }
}
