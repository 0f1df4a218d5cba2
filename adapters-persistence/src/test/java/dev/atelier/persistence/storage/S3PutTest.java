package dev.atelier.persistence.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is larger than what is held in memory of it. */
class S3PutTest {

    private final String bucket = S3TestStore.server().makeBucket();
    private final S3Store store = S3TestStore.open();

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                S3StreamUploader.PART_BYTES - 1,
                S3StreamUploader.PART_BYTES,
                S3StreamUploader.PART_BYTES + 1,
                100_000_000
            })
    void storesContentOfAnyLengthByteForByte(long length) throws Exception {
        DigestInputStream sent = new DigestInputStream(new Noise(length), MessageDigest.getInstance("SHA-256"));

        store.put(at("large"), sent, "image/png");

        MessageDigest read = MessageDigest.getInstance("SHA-256");
        try (InputStream stored = new DigestInputStream(store.open(at("large")), read)) {
            stored.transferTo(OutputStream.nullOutputStream());
        }
        assertThat(store.find(at("large")).orElseThrow().size()).isEqualTo(length);
        assertThat(read.digest()).isEqualTo(sent.getMessageDigest().digest());
        assertThat(openUploads()).doesNotContain("<Upload>");
    }

    @Test
    void contentThatBreaksOffAfterSomePartsLeavesNothing() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection was lost");
            }
        };

        assertThatThrownBy(() -> store.put(
                        at("large"),
                        new SequenceInputStream(new Noise(2L * S3StreamUploader.PART_BYTES + 7), broken),
                        "text/plain"))
                .isInstanceOf(IOException.class)
                .hasMessage("the connection was lost");

        assertThat(store.find(at("large"))).isEmpty();
        assertThat(openUploads()).doesNotContain("<Upload>");
    }

    @Test
    void anUploadOfAClientIsSeenAmongTheOpenOnes() throws Exception {
        store.beginUpload(at("large"), 1);

        assertThat(openUploads()).contains("<Upload>");
    }

    @Test
    void deletesAndListsMoreFilesThanFitOnAPage() throws Exception {
        for (int i = 0; i < 1005; i++) {
            store.put(at("many/" + i), new ByteArrayInputStream(new byte[0]), "text/plain");
        }
        store.put(at("many.txt"), new ByteArrayInputStream(new byte[0]), "text/plain");

        assertThat(store.list(at("many"))).hasSize(1005).doesNotHaveDuplicates();
        store.deleteAll(at("many"));

        assertThat(store.list(at("many"))).isEmpty();
        assertThat(store.find(at("many.txt"))).isPresent();
    }

    private StorageUri at(String key) {
        return new StorageUri(bucket, key);
    }

    private String openUploads() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(S3TestStore.server().url().resolve("/" + bucket + "?uploads"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** Bytes that differ from part to part, made as they are read. */
    private static final class Noise extends InputStream {

        private final long length;
        private long at;

        private Noise(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return at < length ? (int) (at++ * 2654435761L >>> 13 & 0xff) : -1;
        }
    }
}
