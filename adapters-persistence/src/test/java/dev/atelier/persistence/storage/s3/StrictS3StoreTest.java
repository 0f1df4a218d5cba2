package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.testing.StrictS3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that knows none of AWS's later additions, over http. */
@Tag("slow")
class StrictS3StoreTest extends S3StoreContract {

    private static StrictS3Server server;

    StrictS3StoreTest() {
        super(server.url());
    }

    @BeforeAll
    static void start() {
        server = new StrictS3Server();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void filesAreStoredWithTheirTypeAndWithoutAnEncoding() throws IOException {
        store().put(at("small.png"), new ByteArrayInputStream(new byte[3]), "image/png");
        store().put(at("large.png"), new ByteArrayInputStream(new byte[S3StreamUploader.PART_BYTES]), "image/png");

        for (String name : List.of("small.png", "large.png")) {
            assertThat(server.headers("/" + bucket() + "/" + name))
                    .containsEntry("content-type", "image/png")
                    .doesNotContainKey("content-encoding");
        }
    }

    @Test
    void aCompletedUploadIsNotAborted() throws Exception {
        MultipartUpload upload = store().beginUpload(at("model"), 1);
        complete(upload);

        store().abortUpload(upload);

        assertThat(server.requests())
                .noneMatch(request -> request.startsWith("DELETE /" + bucket()) && request.contains("uploadId="));
    }

    @Test
    void contentThatBreaksOffAfterSomePartsLeavesNothing() {
        int before = server.openUploads();
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection was lost");
            }
        };
        InputStream firstPart = new ByteArrayInputStream(new byte[S3StreamUploader.PART_BYTES + 7]);

        assertThatThrownBy(() -> store().put(at("large"), new SequenceInputStream(firstPart, broken), "text/plain"))
                .hasMessage("the connection was lost");

        assertThat(server.openUploads()).isEqualTo(before);
    }

    private void complete(MultipartUpload upload) throws Exception {
        URI url = store().presignParts(upload, Duration.ofHours(1)).get(0);
        store().completeUpload(upload, List.of(new UploadedPart(1, upload(url, new byte[] {1, 2, 3}))));
    }

    private StorageUri at(String key) {
        return new StorageUri(bucket(), key);
    }
}
