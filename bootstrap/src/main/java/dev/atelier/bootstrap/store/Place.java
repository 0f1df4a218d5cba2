package dev.atelier.bootstrap.store;

import dev.atelier.bootstrap.context.CliApplicationContext;
import dev.atelier.bootstrap.context.ServiceConfiguration;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.persistence.copy.StoreCopy.Side;
import dev.atelier.persistence.storage.local.LocalModelStore;
import dev.atelier.persistence.storage.local.LocalStoreConfiguration;
import dev.atelier.persistence.storage.s3.S3BucketConfiguration;
import dev.atelier.persistence.storage.s3.S3Store;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where files are stored.
 *
 * @param bucket of S3; empty: the folder that the settings name
 */
record Place(Optional<String> bucket) {

    private static final String FOLDER = "file";
    private static final String S3 = "s3://";

    /** @throws IllegalArgumentException for a text that is neither {@code file} nor {@code s3://BUCKET} */
    static Place of(String text) {
        if (text.equals(FOLDER)) {
            return new Place(Optional.empty());
        }
        String bucket = text.startsWith(S3) ? text.substring(S3.length()).replaceFirst("/$", "") : "";
        if (bucket.isEmpty() || bucket.contains("/")) {
            throw new IllegalArgumentException(TextSanitizer.quote(text)
                    + " is neither file nor s3://BUCKET; files are stored at the top of a bucket, so no path follows");
        }
        return new Place(Optional.of(new S3BucketConfiguration(bucket).bucket()));
    }

    /** The store of the service. */
    static Place configured(ApplicationContext context) {
        boolean isS3 = context.getBean(ServiceConfiguration.class).store().equals("s3");
        return new Place(
                isS3 ? Optional.of(context.getBean(S3BucketConfiguration.class).bucket()) : Optional.empty());
    }

    /**
     * Runs the action on the store. S3 has a context of its own, since the settings may name the folder.
     *
     * @param context of the settings
     */
    void with(ApplicationContext context, Consumer<Side> action) {
        if (bucket.isPresent()) {
            CliApplicationContext.with(Map.of("atelier.store", "s3", "atelier.aws.bucket", bucket.get()), "", own -> {
                S3Store store = own.getBean(S3Store.class);
                store.requireBucket();
                action.accept(new Side(store, bucket.get()));
                return null;
            });
        } else {
            action.accept(new Side(
                    folder(context), context.getBean(ServiceConfiguration.class).bucket()));
        }
    }

    private static LocalModelStore folder(ApplicationContext context) {
        try {
            return new LocalModelStore(context.getBean(LocalStoreConfiguration.class), Clock.systemUTC(), file -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What to set, for the service to use this store. */
    String settings() {
        return bucket.map(name -> "ATELIER_STORE=s3 and ATELIER_AWS_BUCKET=" + name)
                .orElse("ATELIER_STORE=file");
    }

    @Override
    public String toString() {
        return bucket.map(name -> S3 + name).orElse("the folder");
    }
}
