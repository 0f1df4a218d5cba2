package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.paginators.ListObjectsV2Iterable;

/** Completely stored files. Unlike in a folder, a location may be a file and have files below it. */
final class S3Objects {

    private static final String MISSING = "NoSuchKey";

    private final S3Client client;

    S3Objects(S3Client client) {
        this.client = client;
    }

    /** Metadata of the file at exactly this location. */
    static Optional<HeadObjectResponse> head(S3Client client, StorageUri location) throws IOException {
        return S3ExceptionTranslator.ask(location, () -> {
            try {
                return Optional.of(client.headObject(head ->
                        head.bucket(location.bucket()).key(location.key()).overrideConfiguration(S3Clients.SHORT)));
            } catch (SdkException e) {
                if (S3ExceptionTranslator.isMissing(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    InputStream open(StorageUri location) throws IOException {
        return open(client, location, get -> {});
    }

    /** Content of the file, for a customized request. */
    static S3ObjectInputStream open(S3Client client, StorageUri location, Consumer<GetObjectRequest.Builder> asked)
            throws IOException {
        try {
            return new S3ObjectInputStream(
                    location,
                    client.getObject(
                            get -> asked.accept(get.bucket(location.bucket()).key(location.key()))));
        } catch (SdkException e) {
            if (S3ExceptionTranslator.isMissing(e)) {
                throw new NoSuchFileException(location.toString());
            }
            throw S3ExceptionTranslator.explain(location, e);
        }
    }

    /** Files below the folder; pages are requested lazily. */
    Stream<StorageUri> list(StorageUri folder) {
        return keys(folder, pagesBelow(folder)).map(key -> new StorageUri(folder.bucket(), key));
    }

    /**
     * All files of a bucket, as above.
     *
     * @param nameless receives the keys that are no location
     */
    Stream<StorageUri> listAll(String bucket, Consumer<String> nameless) {
        ListObjectsV2Iterable pages =
                client.listObjectsV2Paginator(list -> list.bucket(bucket).overrideConfiguration(S3Clients.SHORT));
        return keys(new StorageUri(bucket, "*"), pages).flatMap(key -> {
            try {
                return Stream.of(new StorageUri(bucket, key));
            } catch (InvalidRequestException e) {
                nameless.accept(e.getMessage());
                return Stream.empty();
            }
        });
    }

    private static Stream<String> keys(StorageUri listed, ListObjectsV2Iterable pages) {
        return StreamSupport.stream(new Keys(listed, pages), false)
                .filter(key -> !key.endsWith("/")); // placeholder of an empty folder, created by S3's console
    }

    void deleteAll(StorageUri location) throws IOException {
        delete(location);
        Iterator<ListObjectsV2Response> pages = pagesBelow(location).iterator();
        while (S3ExceptionTranslator.ask(location, pages::hasNext)) {
            deletePage(location, S3ExceptionTranslator.ask(location, pages::next));
        }
    }

    private void delete(StorageUri location) throws IOException {
        try {
            client.deleteObject(delete ->
                    delete.bucket(location.bucket()).key(location.key()).overrideConfiguration(S3Clients.SHORT));
        } catch (SdkException e) {
            if (!S3ExceptionTranslator.isMissing(e)) {
                throw S3ExceptionTranslator.explain(location, e);
            }
        }
    }

    private void deletePage(StorageUri location, ListObjectsV2Response page) throws IOException {
        if (page.contents().isEmpty()) {
            return;
        }
        List<ObjectIdentifier> files = page.contents().stream()
                .map(file -> ObjectIdentifier.builder().key(file.key()).build())
                .toList();
        DeleteObjectsResponse answer = S3ExceptionTranslator.ask(
                location,
                () -> client.deleteObjects(delete -> delete.bucket(location.bucket())
                        .delete(these -> these.objects(files).quiet(true))));
        List<S3Error> failures = answer.errors().stream()
                .filter(error -> !MISSING.equals(error.code()))
                .toList();
        if (!failures.isEmpty()) {
            throw new IOException("S3 did not delete " + failures.size() + " files below " + location + ": "
                    + failures.get(0).code());
        }
    }

    private ListObjectsV2Iterable pagesBelow(StorageUri folder) {
        return client.listObjectsV2Paginator(
                list -> list.bucket(folder.bucket()).prefix(folder.key() + "/").overrideConfiguration(S3Clients.SHORT));
    }

    /** Keys of all pages. */
    private static final class Keys extends AbstractSpliterator<String> {

        private final StorageUri folder;
        private final ListObjectsV2Iterable pages;
        private Iterator<S3Object> files;

        private Keys(StorageUri folder, ListObjectsV2Iterable pages) {
            super(Long.MAX_VALUE, Spliterator.DISTINCT | Spliterator.NONNULL);
            this.folder = folder;
            this.pages = pages;
        }

        @Override
        public boolean tryAdvance(Consumer<? super String> action) {
            Optional<String> next = next();
            next.ifPresent(action);
            return next.isPresent();
        }

        private Optional<String> next() {
            try {
                return S3ExceptionTranslator.ask(folder, () -> {
                    if (files == null) {
                        files = pages.contents().iterator(); // requests the first page
                    }
                    return files.hasNext() ? Optional.of(files.next().key()) : Optional.empty();
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
