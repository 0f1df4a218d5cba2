package dev.atelier.persistence.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.application.testing.ModelStoreContract;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3StoreTest extends ModelStoreContract {

    private final HttpClient client = HttpClient.newHttpClient();
    private final String bucket = S3TestStore.server().makeBucket();
    private final S3Store store = S3TestStore.open();

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected ModelStore store() {
        return store;
    }

    @Override
    protected String bucket() {
        return bucket;
    }

    @Override
    protected String upload(URI url, byte[] content) throws Exception {
        HttpRequest put = HttpRequest.newBuilder(url)
                .PUT(BodyPublishers.ofByteArray(content))
                .build();
        HttpResponse<String> answer = client.send(put, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Override
    protected byte[] download(URI url) throws Exception {
        HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /**
     * The test server loses the file, and other uploads to its location, when one upload is aborted; S3 does not.
     * Therefore both are completed here.
     */
    @Test
    @Override
    protected void uploadsToTheSamePlaceAreApart() throws Exception {
        MultipartUpload first = store.beginUpload(at("small"), 1);
        MultipartUpload second = store.beginUpload(at("small"), 1);
        List<UploadedPart> tagsOfFirst = uploadOnly(first, "first");
        List<UploadedPart> tagsOfSecond = uploadOnly(second, "second");

        store.completeUpload(second, tagsOfSecond);
        assertThat(read("small")).isEqualTo("second");

        store.completeUpload(first, tagsOfFirst);
        assertThat(read("small")).isEqualTo("first");
    }

    private List<UploadedPart> uploadOnly(MultipartUpload upload, String content) throws Exception {
        URI url = store.presignParts(upload, Duration.ofHours(1)).get(0);
        return List.of(new UploadedPart(1, upload(url, content.getBytes(StandardCharsets.UTF_8))));
    }

    private StorageUri at(String key) {
        return new StorageUri(bucket, key);
    }

    private String read(String key) throws IOException {
        try (InputStream content = store.open(at(key))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
