package dev.atelier.persistence.storage.s3;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.storage.ContentTypeResolver;
import dev.atelier.persistence.storage.CopiedStore;
import dev.atelier.persistence.storage.ObjectKeyValidator;
import dev.atelier.persistence.storage.QuietDeletion;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Stores files in S3, or in a server with its protocol. Clients upload and download there directly: an upload URL takes
 * any number of PUTs until it expires, and S3 limits their size to 5 GiB only, so users of an uploaded file must check
 * its size first.
 */
@Singleton
@S3StoreEnabled
public class S3Store implements QuietDeletion, CopiedStore, AutoCloseable {

    /** Metadata key of the digest of a copied file. */
    private static final String SHA256 = "atelier-sha256";

    private final String bucket;
    private final S3Clients connection;
    private final S3Objects files;
    private final S3StreamUploader puts;
    private final S3MultipartUploads uploads;
    private final S3UrlPresigner urls;

    /** Sends no request yet. */
    S3Store(S3BucketConfiguration bucket, S3Clients connection) {
        this.bucket = bucket.bucket();
        this.connection = connection;
        this.files = new S3Objects(connection.client());
        this.uploads = new S3MultipartUploads(connection.client());
        this.puts = new S3StreamUploader(connection.client(), uploads);
        this.urls = new S3UrlPresigner(connection.presigner());
    }

    @Override
    public void put(StorageUri location, InputStream content, String contentType) throws IOException {
        try (content) {
            ObjectKeyValidator.require(location);
            puts.put(location, content, contentType, Map.of());
        }
    }

    @Override
    public void putCopy(StorageUri location, InputStream content, String sha256) throws IOException {
        try (content) {
            ObjectKeyValidator.require(location);
            puts.put(location, content, ContentTypeResolver.of(location.fileName()), Map.of(SHA256, sha256));
        }
    }

    @Override
    public boolean notesDigests() {
        return true;
    }

    @Override
    public Optional<Noted> findNoted(StorageUri location) throws IOException {
        return S3Objects.head(connection.client(), location)
                .map(found -> new Noted(
                        found.contentLength(),
                        Optional.ofNullable(found.metadata().get(SHA256))));
    }

    @Override
    public InputStream open(StorageUri location) throws IOException {
        return files.open(location);
    }

    @Override
    public SeekableByteChannel openChannel(StorageUri location) throws IOException {
        return S3Channel.open(connection.client(), location);
    }

    @Override
    public Optional<StoredFile> find(StorageUri location) throws IOException {
        return S3Objects.head(connection.client(), location)
                .map(found -> new StoredFile(location, found.contentLength(), found.lastModified()));
    }

    @Override
    public Stream<StorageUri> list(StorageUri folder) {
        return files.list(folder);
    }

    @Override
    public Stream<StorageUri> listAll(String bucket, Supplier<List<StorageUri>> known, Consumer<String> nameless) {
        return files.listAll(bucket, nameless);
    }

    @Override
    public void deleteAll(StorageUri location) throws IOException {
        files.deleteAll(location);
    }

    @Override
    public Optional<Path> localFile(StorageUri location) {
        return Optional.empty();
    }

    @Override
    public URI presignUpload(StorageUri location, Duration validity, long maxBytes) {
        ObjectKeyValidator.require(location);
        return urls.upload(location, validity);
    }

    @Override
    public URI presignDownload(StorageUri location, Duration validity) {
        return urls.download(location, validity);
    }

    @Override
    public MultipartUpload beginUpload(StorageUri location, int parts) throws IOException {
        return uploads.begin(location, parts);
    }

    @Override
    public List<URI> presignParts(MultipartUpload upload, Duration validity) {
        return urls.parts(upload, validity);
    }

    @Override
    public void completeUpload(MultipartUpload upload, List<UploadedPart> tags) throws IOException {
        uploads.complete(upload, tags);
    }

    @Override
    public Optional<List<ArrivedPart>> arrivedParts(MultipartUpload upload) throws IOException {
        return uploads.arrived(upload);
    }

    @Override
    public void abortUpload(MultipartUpload upload) throws IOException {
        uploads.abort(upload);
    }

    /** @throws IllegalStateException if the bucket cannot be used; the message names the setting to check */
    public void requireBucket() {
        new BucketCheck(connection).require(bucket);
    }

    /** Description for the log at the start of the service. */
    @Override
    public String toString() {
        return "s3, bucket " + bucket;
    }

    @Override
    @PreDestroy
    public void close() {
        connection.close();
    }
}
